"""Does a passage answer the question? A calibrated probability, never one similarity.

A logistic model over the passage's features, its lead over the next passage, how near the question is
to routing examples, the share of its words that the guidance has never seen, and what it names that
the guidance is not about. Words weigh by rarity: a city, a drug or another country's regulator is what
tells an uncovered question from a covered one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.features import unknown_share
from assistant.institutions import named_elsewhere
from assistant.query import Query
from assistant.replies import data_file
from assistant.retrieve import Passage
from assistant.route import Routed, speaks_of_field
from ingest.index import Index

ANSWER = 0.18
"""From this probability on, a passage of the guidance answers."""

ANSWER_LATER = 0.12
"""The same for a later turn of a conversation, which says less by itself."""

ANSWER_PLAIN = 0.07
"""The same for a document without recorded questions: it is the reader's own, and about one thing."""

NEAR = 8
"""Passages among which a section on what is not covered speaks against an answer."""

SIMILAR = ("ask", "unit", "chunk")
"""Measured for each searched text; the best of them counts: a follow-up alone says too little."""

FEATURES = (
    *SIMILAR,
    "covered",
    "covered_asked",
    "unknown",
    "lead",
    "document",
    "near_route",
    "route",
    "field",
    "wording",
    "gap",
    "elsewhere",
)


@dataclass(frozen=True, slots=True)
class Confidence:
    """The probability that the passage answers, and what it was computed from."""

    probability: float
    features: Mapping[str, float]
    needed: float = ANSWER

    @property
    def answers(self) -> bool:
        """Whether the passage is taken to answer."""
        return self.probability >= self.needed


def confidence(query: Query, passages: Sequence[Passage], routed: Sequence[Routed], index: Index) -> Confidence:
    """How sure it is that the first passage answers.

    Args:
        query: what was searched for.
        passages: the ranked passages, at least one.
        routed: how each text of the query stands between the guidance and the routes.
        index: the generation that was searched.
    """
    first = passages[0]
    other = next((p for p in passages[1:] if p.key != first.key), None)
    features = {name: max(first.features[name], first.features[f"{name}_context"]) for name in SIMILAR}
    features |= {name: first.features[name] for name in ("covered", "covered_asked", "document")}
    features["unknown"] = min(unknown_share(text, index) for text in query.texts)
    features["lead"] = min(first.score - other.score, 3.0) if other else 3.0
    features["near_route"] = min(r.near for r in routed) - max(features[name] for name in SIMILAR)
    features["route"] = min(r.margin for r in routed)
    features["wording"] = routed[0].wording if first.section.questions else 0.0
    gaps = (p.ask for p in passages[:NEAR] if p.section.not_covered)
    features["gap"] = max(gaps, default=0.0) - features["ask"]
    features["elsewhere"] = float(_named_without(query.standalone, first, index))
    features["field"] = float(speaks_of_field(query.texts[0]))
    if first.section.questions:
        needed = ANSWER_LATER if query.before else ANSWER
        return Confidence(probability(features, "confidence"), features, needed)
    return Confidence(probability(features, "confidence_plain"), features, ANSWER_PLAIN)


def _named_without(question: str, passage: Passage, index: Index) -> bool:
    """Whether a question names another profession or another country's body, and the passage does not."""
    row = np.array([passage.row.row])
    return any(not all(index.holds(token, row)[0] for token in name) for name in named_elsewhere(question))


def probability(features: Mapping[str, float], fitted_for: str) -> float:
    """Logistic score of the features; coefficients are for sections that record questions, or for plain documents."""
    fitted = data_file("weights.yaml")[fitted_for]
    total = fitted["bias"] + sum(fitted.get(name, 0.0) * features[name] for name in FEATURES)
    return 1.0 / (1.0 + math.exp(-max(min(total, 50.0), -50.0)))
