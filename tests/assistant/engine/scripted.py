"""A chat model that says what a test tells it to and remembers what it was asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

_CITE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Reply:
    """What to say; `{words}` becomes the token of the passage that holds these words.

    `then` is what comes after the last word: nothing, an exception, silence (until the model is
    released), or the same words for ever.
    """

    text: str
    then: str | Exception = "end"
    finish_reason: str | None = "stop"


class ScriptedModel(BaseChatModel):
    """Streams its queued replies word by word."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    replies: list[Reply] = Field(default_factory=list)
    asked: list[list[BaseMessage]] = Field(default_factory=list)
    released: threading.Event = Field(default_factory=threading.Event)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def queue(self, *replies: Reply | str) -> None:
        self.replies += [Reply(reply) if isinstance(reply, str) else reply for reply in replies]

    @property
    def prompts(self) -> list[str]:
        """Everything that each call sent, as one text."""
        return ["\n".join(str(message.content) for message in messages) for messages in self.asked]

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return generate_from_stream(self._stream(messages))

    def _stream(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append(messages)
        reply = self.replies.pop(0)
        text = _CITE.sub(lambda match: f"[{token_of(match.group(1), self.prompts[-1])}]", reply.text)
        for number in count():
            yield from map(_chunk, re.findall(r"\S+\s*|\s+", text))
            if reply.then != "for ever" or number > 10_000:
                break
        if isinstance(reply.then, Exception):
            raise reply.then
        if reply.then == "silence":
            self.released.wait(30)
            return
        usage = {"input_tokens": 100, "output_tokens": 10, "total_tokens": 110}
        end = {"finish_reason": reply.finish_reason} if reply.finish_reason else {}
        yield ChatGenerationChunk(message=AIMessageChunk("", usage_metadata=usage, response_metadata=end))


def _chunk(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(text))


def token_of(words: str, prompt: str) -> str:
    """The token of the passage that holds some words."""
    for block in prompt.rpartition("<passages>\n")[2].split("</passages>")[0].split("\n\n"):
        if words in block:
            return block.strip()[1:5]
    raise AssertionError(f"no passage holds “{words}”")
