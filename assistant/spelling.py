"""Spelling repair against the guidance's own words.

Only words that neither the guidance nor an English dictionary knows are repaired, and only to words
of the guidance. Names (H-1B, Step 2 CK, New York), abbreviations (CaRMS), numbers and short words are
never touched, so no program turns into another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ingest.names import find_names

if TYPE_CHECKING:
    from ingest.index import Index

MIN_LENGTH = 4
COMMON_FREQUENCY = 1e-6
"""Words at least this frequent in English carry little about what a question is about."""

_WORD = re.compile(r"[A-Za-z]+")
_NOT = re.compile(r"\b(ca|wo|do|does|did|is|are|was|were|have|has|had|would|could|should|must|need)nt\b", re.IGNORECASE)
_SUFFIXES = ("s", "es", "ed", "ing", "ly", "er", "ers", "al")


@cache
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


def is_english(word: str) -> bool:
    """Whether an English dictionary has a word."""
    return word.lower() in _dictionary()


def is_common(word: str) -> bool:
    """Whether a word is everyday English."""
    return float(_dictionary().word_usage_frequency(word.lower())) >= COMMON_FREQUENCY


@lru_cache(maxsize=4)
def speller_of(index: Index) -> Speller:
    """The speller of an open generation."""
    return Speller(index.word_counts)


class Speller:
    """Repairs words to the vocabulary of one generation; `counts` are words and how often they stand in it."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = {word: count for word, count in counts.items() if len(word) >= MIN_LENGTH and word.isalpha()}
        self._by_letter: dict[str, list[str]] = {}
        for word in self._counts:
            self._by_letter.setdefault(word[0], []).append(word)

    def repair(self, text: str) -> str:
        """The text with misspelled words replaced; unchanged when there is none."""
        text = _NOT.sub(r"\1n't", text)
        names = [(name.start, name.end) for name in find_names(text)]
        pieces: list[str] = []
        position = 0
        for match in _WORD.finditer(text):
            inside = any(start < match.end() and match.start() < end for start, end in names)
            fixed = match.group() if inside else self._fix(match.group())
            pieces += [text[position : match.start()], fixed]
            position = match.end()
        return "".join([*pieces, text[position:]])

    def _fix(self, word: str) -> str:
        lower = word.lower()
        if len(lower) < MIN_LENGTH or not (word.islower() or word.istitle()) or self._known(lower):
            return word
        candidates = self._by_letter.get(lower[0], [])
        best = _nearest(lower, candidates, self._counts)
        return best or word

    def _known(self, word: str) -> bool:
        if word in self._counts or is_english(word):
            return True
        return any(word.endswith(end) and word[: -len(end)] in self._counts for end in _SUFFIXES)


def _nearest(word: str, candidates: Sequence[str], counts: Mapping[str, int]) -> str | None:
    from rapidfuzz.distance import DamerauLevenshtein

    limit = 1 if len(word) < 6 else 2
    found = [
        (DamerauLevenshtein.distance(word, candidate, score_cutoff=limit), -counts[candidate], candidate)
        for candidate in candidates
        if abs(len(candidate) - len(word)) <= limit
    ]
    near = [item for item in found if item[0] <= limit]
    return min(near)[2] if near else None
