"""Documents that say the same as another: reported, so that an office can drop one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.furniture import number_of
from ingest.types import Document

MIN_SHARE = 0.8
MIN_UNITS = 4
MAX_HOLDERS = 30
"""A sentence that more documents hold tells nothing about which of them are alike."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two documents by id, and the share of the shorter one's sentences that stand in the other, word for word."""

    document: str
    other: str
    share: float


def find_duplicates(documents: Sequence[Document]) -> Iterator[Duplicate]:
    """Pairs of documents of which one holds at least four fifths of the other's sentences."""
    units = {document.id: _units(document) for document in documents}
    holders: dict[int, list[str]] = defaultdict(list)
    for document, numbers in units.items():
        for number in numbers:
            holders[number].append(document)
    shared = Counter(
        pair for names in holders.values() if 1 < len(names) <= MAX_HOLDERS for pair in combinations(names, 2)
    )
    for (one, two), count in sorted(shared.items()):
        smaller = min(len(units[one]), len(units[two]))
        if smaller >= MIN_UNITS and count / smaller >= MIN_SHARE:
            yield Duplicate(one, two, round(count / smaller, 2))


def _units(document: Document) -> set[int]:
    return {number_of(document.text[unit.start : unit.end]) for section in document.sections for unit in section.units}
