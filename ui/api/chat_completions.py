"""`POST /v1/chat/completions`: Credence as a model for any OpenAI client.

System messages and sampling parameters are accepted and change nothing: what Credence says rests on the
guidance, not on instructions. `usage` is left out, as no tokens are counted.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.types import Answer, Draft
from ingest.errors import InputError
from ui.api.annotations import appendix, url_citations
from ui.api.ask import described_stream, streamed
from ui.api.models import NAME, check_model
from ui.api.problems import TroubleBody, trouble_of
from ui.api.route import made_router
from ui.api.service import Question, Service, turns
from ui.api.text import Text

_EXAMPLES: dict[str, Any] = {
    "a question": {
        "value": {"model": NAME, "messages": [{"role": "user", "content": "Can I moonlight on a J-1 visa?"}]}
    }
}


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: Annotated[Text, Field(max_length=20_000)] = ""


class ChatMessage(BaseModel):
    """A message as OpenAI's clients send it."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Text, Field(max_length=40_000)] | list[Part] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Completion(BaseModel):
    """A request; parameters that are not named here are ignored."""

    model_config = ConfigDict(extra="ignore")

    model: Annotated[Text, Field(max_length=100)]
    messages: list[ChatMessage] = Field(min_length=1, max_length=400)
    stream: bool | None = None
    n: Literal[1] | None = None

    def question(self) -> Question:
        """The last message, which must be the user's, with those before it.

        Raises:
            InputError: it is not the user's, or empty.
        """
        *before, last = [m for m in self.messages if m.role in ("user", "assistant")] or [ChatMessage(role="system")]
        if last.role != "user" or not last.text.strip():
            raise InputError("The last message is not a question of the user.", "End `messages` with one.")
        return Question(last.text, turns([(m.role, m.text) for m in before]))


class AnnotatedMessage(BaseModel):
    """The reply: Markdown with markers and sources, and the same evidence as annotations."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[dict[str, Any]]


class Choice(BaseModel):
    """The one choice."""

    index: int = 0
    message: AnnotatedMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletion(BaseModel):
    """OpenAI's response, with the whole answer under `credence`."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = NAME
    choices: list[Choice]
    credence: dict[str, Any]


def router(service: Service) -> APIRouter:
    """The route of chat completions."""
    made = made_router("openai", 400, 404, 413, 422, 429, 503)

    @made.post(
        "/v1/chat/completions",
        summary="Answer as an OpenAI model",
        response_model=ChatCompletion,
        responses=described_stream(),
    )
    async def complete(body: Annotated[Completion, Body(openapi_examples=_EXAMPLES)], request: Request) -> Response:
        check_model(body.model)
        question, base = body.question(), str(request.base_url)
        if body.stream:
            return await streamed(_chunks(service, question, base))
        answer = await service.answer(question)
        content = answer.text + appendix(answer)
        message = AnnotatedMessage(content=content, annotations=url_citations(content, answer.citations, base))
        whole = ChatCompletion(
            id=_new_id(), created=int(time.time()), choices=[Choice(message=message)], credence=answer.to_dict()
        )
        return JSONResponse(whole.model_dump())

    return made


def _new_id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"


@dataclass
class _Chunks:
    """Turns growing text into the deltas of one completion."""

    id: str = field(default_factory=_new_id)
    created: int = field(default_factory=lambda: int(time.time()))
    sent: str = ""

    def grow(self, text: str) -> list[str]:
        """The chunk that leads from what was sent to this text; words that were sent are never taken back."""
        if not text.startswith(self.sent):
            text = f"{self.sent}\n\n{text}"
        new, self.sent = text[len(self.sent) :], text
        return [self.chunk({"content": new})] if new else []

    def chunk(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        """One event."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        head = {"id": self.id, "object": "chat.completion.chunk", "created": self.created, "model": NAME}
        return _data({**head, "choices": [choice], **more})


async def _chunks(service: Service, question: Question, base: str) -> AsyncIterator[str]:
    chunks, began = _Chunks(), False
    try:
        async for piece in service.stream(question):
            if not began:
                yield chunks.chunk({"role": "assistant", "content": ""})
                began = True
            for event in _grown(chunks, piece, base):
                yield event
    except Exception as fault:
        if not began:
            raise
        yield _data(TroubleBody(error=trouble_of(fault)[1]).model_dump())
    yield "data: [DONE]\n\n"


def _grown(chunks: _Chunks, piece: object, base: str) -> list[str]:
    if isinstance(piece, Draft):
        return chunks.grow(piece.text)
    if not isinstance(piece, Answer):
        return []
    events = [*chunks.grow(piece.text), *chunks.grow(chunks.sent + appendix(piece))]
    marks = url_citations(chunks.sent, piece.citations, base)
    return [*events, chunks.chunk({"annotations": marks}, "stop", credence=piece.to_dict())]


def _data(content: Any) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
