"""One call of a chat model: its text as it comes, within limits of time and length, and what it cost."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant.compose.faults import Fault, ModelFault

CHARS_PER_TOKEN = 8
"""More characters than this for each token that a model may write: its output has no end."""

_CUT = {"length", "max_tokens", "MAX_TOKENS"}
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Usage:
    """What a call came to so far; token counts stay None when the provider reports none."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    seconds: float = 0.0

    def add(self, chunk: AIMessageChunk) -> None:
        """Count what a chunk reports; providers report once, or piece by piece."""
        if usage := chunk.usage_metadata:
            self.input_tokens = (self.input_tokens or 0) + usage["input_tokens"]
            self.output_tokens = (self.output_tokens or 0) + usage["output_tokens"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a call may take, in seconds from its start to its end, and how much it may write."""

    seconds: float
    tokens: int


def stream_text(
    model: BaseChatModel, messages: Sequence[BaseMessage], limits: Limits, usage: Usage
) -> Generator[str, None, None]:
    """The text of a reply, piece by piece; the caller may stop reading at any time.

    Raises:
        ModelFault: the model cannot be reached, is too slow, stops halfway, or does not stop.
    """
    began = monotonic()
    chunks: queue.SimpleQueue[AIMessageChunk | Exception | None] = queue.SimpleQueue()
    stop = threading.Event()
    # A silent server blocks inside the provider's client; only a thread of its own can be left behind.
    threading.Thread(target=_pump, args=(model, messages, chunks, stop), daemon=True).start()
    try:
        yield from _pieces(chunks, began + limits.seconds, limits.tokens * CHARS_PER_TOKEN, usage)
    finally:
        stop.set()
        usage.seconds += monotonic() - began


def _pump(
    model: BaseChatModel,
    messages: Sequence[BaseMessage],
    chunks: queue.SimpleQueue[AIMessageChunk | Exception | None],
    stop: threading.Event,
) -> None:
    try:
        for chunk in model.stream(list(messages)):
            chunks.put(chunk)
            if stop.is_set():
                return
        chunks.put(None)
    except Exception as error:  # every provider has its own exceptions, and each means the same here
        _log.warning("The chat model failed: %s", type(error).__name__)
        chunks.put(error)


def _pieces(
    chunks: queue.SimpleQueue[AIMessageChunk | Exception | None], until: float, most_chars: int, usage: Usage
) -> Iterator[str]:
    length, cut = 0, False
    while True:
        try:
            chunk = chunks.get(timeout=max(0.0, until - monotonic()))
        except queue.Empty:
            raise ModelFault(Fault.SLOW) from None
        if chunk is None:
            break
        if isinstance(chunk, Exception):
            raise ModelFault(Fault.BROKEN_OFF if length else Fault.UNREACHABLE, type(chunk).__name__)
        usage.add(chunk)
        length += len(chunk.text)
        yield chunk.text
        reason = chunk.response_metadata.get("finish_reason") or chunk.response_metadata.get("stop_reason")
        cut = cut or reason in _CUT
        if length > most_chars:
            break
    if cut or length > most_chars:
        raise ModelFault(Fault.ENDLESS)
