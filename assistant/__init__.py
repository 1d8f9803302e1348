"""Credence's assistant: a question and its history in, an answer with its evidence out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.service import Assistant
    from assistant.settings import AssistantSettings

__all__ = ["Assistant", "AssistantSettings"]


def __getattr__(name: str) -> object:
    """Import on first use, so that `import assistant` loads no model library."""
    if name == "Assistant":
        from assistant.service import Assistant

        return Assistant
    if name == "AssistantSettings":
        from assistant.settings import AssistantSettings

        return AssistantSettings
    raise AttributeError(name)
