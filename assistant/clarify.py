"""Asking back: one short question when the answer depends on something unsaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.query import Query
from assistant.rank import Ranked
from assistant.retrieve import Passage

STATE_OPTIONS = ("New York", "California", "Texas", "Florida", "Another state")
BRANCHES = 2
"""With this many visas in question both are answered; with more, one question goes back."""

CLOSE_SCORE = 0.3
CLOSE_ASK = 0.12


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question back with its options."""

    text: str
    options: tuple[str, ...]


def clarify(query: Query, ranked: Ranked) -> Clarification | None:
    """The question to ask back, if the answer differs by state or by visa and none was said."""
    if ranked.family is not None:
        return Clarification("That depends on the state. Which one do you have in mind?", STATE_OPTIONS)
    visas = open_visas(query, ranked.passages)
    if len(visas) > BRANCHES:
        return Clarification("That depends on the visa. Which one do you have in mind?", tuple(visas))
    return None


def open_visas(query: Query, passages: Sequence[Passage]) -> list[str]:
    """The visas that the best passages are about when the question leaves the visa open."""
    if not passages or "visa" in query.names or "visa" in query.situation:
        return []
    first = passages[0]
    if not first.section.applies_to.get("visa"):
        return []
    near = [p for p in passages[:6] if first.score - p.score <= CLOSE_SCORE and first.ask - p.ask <= CLOSE_ASK]
    found = [visa for p in near for visa in p.section.applies_to.get("visa", ())[:1]]
    return list(dict.fromkeys(found))
