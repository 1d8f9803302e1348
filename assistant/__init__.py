"""Credence's assistant: a question and its history in, an answer with its evidence out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.chain import AnswerChain, GuidanceRetriever, answer_chain
    from assistant.service import Assistant
    from assistant.settings import AssistantSettings

__all__ = ["AnswerChain", "Assistant", "AssistantSettings", "GuidanceRetriever", "answer_chain"]

_HOMES = {
    "AnswerChain": "assistant.chain",
    "Assistant": "assistant.service",
    "AssistantSettings": "assistant.settings",
    "GuidanceRetriever": "assistant.chain",
    "answer_chain": "assistant.chain",
}


def __getattr__(name: str) -> object:
    """Import on first use, so that `import assistant` loads no model library."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
