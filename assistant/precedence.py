"""Documents that say the same, or otherwise: which goes first, which is left out, what to warn of.

An office's documents stand beside the shipped guidance with a stated precedence (docs/reliability.md).
Where documents of different precedence answer a question equally well, the higher one leads; a passage
of the lower one that gives other numbers is not quoted and becomes a warning. Passages that say the
same as one before them, word for word, are left out whatever their precedence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from assistant.retrieve import Passage
from assistant.verify.reading import read
from assistant.verify.tokens import Kind
from ingest.index import Index

LOOKED_AT = 12
"""Passages that are compared; what comes later is hardly ever quoted."""

NEAR = 0.12
"""A passage answers as well as another when its best unit comes this close to the question."""

COVERED = 0.1
"""And when it holds no smaller share of the question's words than the other one less this."""

LEAST = 0.5
"""Similarity to the question below which no unit counts as an answer."""

SAME_FACT = 0.6
"""Similarity of two units from which on they speak of the same fact."""

SAME_SHARE = 0.8
"""Share of the shorter passage's units that stand in the other one, for both to say the same."""

_NO_QUANTITY = {"id", "nth", "part"}
"""Sorts of numbers that name a form, a place in an order or a fraction."""


def in_precedence(passages: Sequence[Passage], index: Index) -> tuple[list[Passage], list[Passage]]:
    """Passages in their final order, and those that another one repeats or overrules."""
    ordered = _led(list(passages))
    kept: list[Passage] = []
    rest: list[Passage] = []
    for place, passage in enumerate(ordered):
        if place < LOOKED_AT and any(_says_the_same(passage, other, index) for other in kept):
            rest.append(passage)
        else:
            kept.append(passage)
    kept, overruled = _overruled(kept, index)
    return kept, overruled + rest


def _led(passages: list[Passage]) -> list[Passage]:
    """The best passage of higher precedence than the first moves before it when it answers as well."""
    if not passages:
        return passages
    first = passages[0]
    higher = [p for p in passages[1:LOOKED_AT] if p.document.precedence > first.document.precedence]
    rivals = [p for p in higher if _answers_as_well(p, first)]
    if not rivals:
        return passages
    leader = max(rivals, key=lambda p: (p.document.precedence, p.features["unit"]))
    return [replace(leader, score=first.score), *(p for p in passages if p is not leader)]


def _answers_as_well(passage: Passage, first: Passage) -> bool:
    """By its own words alone: an office's documents have no section questions to be found by."""
    own, best = passage.features, first.features
    near = own["unit"] >= max(best["unit"] - NEAR, LEAST) and own["covered"] >= best["covered"] - COVERED
    return near and own["names"] >= best["names"]


def _overruled(passages: list[Passage], index: Index) -> tuple[list[Passage], list[Passage]]:
    """Take out what contradicts the first passage and ranks below it in precedence; note it there."""
    if not passages:
        return passages, []
    first, *others = passages
    contrary: dict[str, str] = {}
    for passage in others[:LOOKED_AT]:
        below = passage.document.precedence < first.document.precedence
        if below and (words := _other_numbers(first, passage, index)):
            contrary[passage.row.chunk.id] = f"{passage.document.title}: “{words}”"
    rest = [p for p in others if p.row.chunk.id in contrary]
    noted = replace(first, contrary=tuple(contrary.values()))
    return [noted, *(p for p in others if p.row.chunk.id not in contrary)], rest


def _other_numbers(first: Passage, other: Passage, index: Index) -> str | None:
    """The sentence of another passage that states the fact of the first one with other numbers."""
    ours, theirs = _best_unit(first), _best_unit(other)
    similarity = float(index.vectors_of(first.row)[1 + ours] @ index.vectors_of(other.row)[1 + theirs])
    words = _unit_text(other, theirs, index)
    if similarity < SAME_FACT or not _contradict(_unit_text(first, ours, index), words):
        return None
    return words


def _best_unit(passage: Passage) -> int:
    return int(np.argmax(passage.units))


def _unit_text(passage: Passage, place: int, index: Index) -> str:
    unit = passage.row.chunk.units[place]
    return " ".join(index.text(passage.row.chunk.document)[unit.start : unit.end].split())


def _contradict(text: str, other: str) -> bool:
    """Whether two sentences give numbers of one sort (amounts, durations, shares, counts), and none in common.

    Sentences that name different visas, exams or states speak of different things.
    """
    ours, theirs = _values(text, Kind.NAME), _values(other, Kind.NAME)
    if any(not ours[kind] & theirs[kind] for kind in ours.keys() & theirs.keys()):
        return False
    ours, theirs = _values(text, Kind.NUMBER), _values(other, Kind.NUMBER)
    return any(not ours[sort] & theirs[sort] for sort in ours.keys() & theirs.keys() - _NO_QUANTITY)


def _values(text: str, kind: Kind) -> dict[str, set[str]]:
    """The names or numbers of a text by their sort."""
    found: dict[str, set[str]] = {}
    for token in read(text).tokens:
        if token.kind is kind:
            found.setdefault(token.unit, set()).add(token.key)
    return found


def _says_the_same(passage: Passage, other: Passage, index: Index) -> bool:
    """Whether two documents' passages hold the same sentences, letter case and marks aside, about one case."""
    cases = passage.section.applies_to, other.section.applies_to
    if passage.row.chunk.document == other.row.chunk.document or (all(cases) and cases[0] != cases[1]):
        return False
    ours, theirs = set(_sentences(passage, index)), set(_sentences(other, index))
    return len(ours & theirs) >= SAME_SHARE * min(len(ours), len(theirs))


def _sentences(passage: Passage, index: Index) -> Iterator[str]:
    text = index.text(passage.row.chunk.document)
    for unit in passage.row.chunk.units:
        yield same_words(text[unit.start : unit.end])


@lru_cache(maxsize=8192)
def same_words(text: str) -> str:
    """A text's words without case, spacing, marks: equal for quotes that read the same."""
    return " ".join(re.findall(r"\w+(?:[.,]\d+)*", text.casefold()))
