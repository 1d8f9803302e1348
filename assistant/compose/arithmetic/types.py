"""What computing takes and gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its own words, and what was said around or before it, which may hold a missing input."""

    own: str
    context: str = ""

    @property
    def whole(self) -> str:
        """Everything that was said."""
        return f"{self.context} {self.own}".strip()


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence, list item or table row of the guidance; `section` tells schedules of one place from others'."""

    text: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """A result with its inputs in one line, and the rules whose quantities it used, in order of use."""

    text: str
    rules: tuple[Rule, ...]
