"""How a chat model can fail to answer, and what the reader is told instead."""

from __future__ import annotations

from enum import StrEnum

from assistant.types import AnswerWarning, WarningKind


class Fault(StrEnum):
    """Why the guidance's own sentences answer instead of the chat model."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN_OFF = "broken_off"
    ENDLESS = "endless"
    CANNOT_ANSWER = "cannot_answer"
    UNSUPPORTED = "unsupported"


_TEXTS = {
    Fault.UNREACHABLE: "The chat model could not be reached",
    Fault.SLOW: "The chat model took too long",
    Fault.BROKEN_OFF: "The chat model stopped in the middle of its answer",
    Fault.ENDLESS: "The chat model did not come to an end",
    Fault.CANNOT_ANSWER: "The chat model found no answer in the guidance",
    Fault.UNSUPPORTED: "What the chat model wrote was not supported by the guidance",
}


def warning(fault: Fault) -> AnswerWarning:
    """The warning that goes with an answer in the guidance's own sentences."""
    return AnswerWarning(WarningKind.FALLBACK, f"{_TEXTS[fault]}, so the guidance's own sentences answer here.")


class ModelFault(Exception):
    """A chat model failed; caught by the engine, never shown as an error. `detail` goes to the receipt."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.detail = detail
