"""Does a passage answer the question? A calibrated score, never one similarity.

The features say how close the question is to what the section is recorded to answer, how close to
its words, and how much of the question's own vocabulary (weighted by rarity) the section covers.
Words that the guidance has never seen count as rare: a city, a drug or another country's regulator
in the question is what tells an uncovered question from a covered one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.retrieve import Passage
from ingest.index import Index
from ingest.lexical import tokens

COEFFICIENTS: Mapping[str, float] = {"bias": -7.4, "ask": 5.2, "unit": 3.4, "chunk": 2.2, "covered": 4.2, "unknown": -2.6}
"""Fitted by `python -m evals.tune confidence` (docs/results.md)."""

ANSWER = 0.5
"""Above this probability the passage answers."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """The probability that the passage answers, and what it was computed from."""

    probability: float
    features: Mapping[str, float]


def confidence(question: str, passage: Passage, index: Index) -> Confidence:
    """How sure it is that a passage answers a question."""
    covered, unknown = coverage(tokens(question), passage, index)
    features = {
        "ask": max(passage.asks, default=passage.similarities["chunk"]),
        "unit": max(passage.units, default=0.0),
        "chunk": passage.similarities["chunk"],
        "covered": covered,
        "unknown": unknown,
    }
    return Confidence(probability(features), features)


def probability(features: Mapping[str, float]) -> float:
    """Logistic score of the features."""
    total = COEFFICIENTS["bias"] + sum(COEFFICIENTS[name] * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))


def coverage(question: Sequence[str], passage: Passage, index: Index) -> tuple[float, float]:
    """Share of the question's token weight that the section covers, and that no guidance knows."""
    wanted = set(question)
    if not wanted:
        return 0.0, 0.0
    held = section_tokens(passage, index)
    weights = {token: index.words.idf(token) for token in wanted}
    total = sum(weights.values()) or 1.0
    covered = sum(weight for token, weight in weights.items() if token in held)
    unknown = sum(weight for token, weight in weights.items() if token not in index.words.vocabulary)
    return covered / total, unknown / total


def section_tokens(passage: Passage, index: Index) -> frozenset[str]:
    """Tokens of a section: its title path, its words and what it is recorded to answer."""
    chunk = passage.row.chunk
    text = index.text(chunk.document)[passage.section.start : passage.section.end]
    return _tokens("\n".join([chunk.context, text, *passage.section.asks]))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(tokens(text))
