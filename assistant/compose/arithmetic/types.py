"""What computing takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    """A sentence, list item or table row of the guidance, with the heading that it stands under.

    `section` tells the fees of one place from those of others; `first` is whether it stands in the section
    that answers the question best.
    """

    text: str
    section: str = ""
    heading: str = ""
    first: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Computed:
    """A result with its inputs in one line, and the rules whose quantities it used, in order of use."""

    text: str
    rules: tuple[Rule, ...]
