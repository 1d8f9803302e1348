"""What composing gives to verification and to finishing."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.retrieve import Passage
from assistant.types import StatementKind
from ingest.types import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """A unit of guidance: the passage it stands in and its span in the document's text."""

    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement that is not verified yet. `item` statements are shown as a list."""

    text: str
    kind: StatementKind
    evidence: tuple[Evidence, ...] = ()
    item: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit of a passage with how well it answers; `place` is its index within the section."""

    passage: Passage
    unit: Unit
    place: int
    text: str
    score: float

    @property
    def evidence(self) -> Evidence:
        """The unit as evidence."""
        return Evidence(self.passage, self.unit.start, self.unit.end, self.text)

    @property
    def is_item(self) -> bool:
        """Whether it is part of a list."""
        return self.unit.kind is UnitKind.ITEM
