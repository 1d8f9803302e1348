"""Route: what is not a question to the guidance gets its own outcome and a helpful fixed reply.

Rules (patterns) decide clear cases before anything is searched. Examples decide the rest after
retrieval: a question that is nearer to a routing example than to any recorded question of the
guidance goes there. Patterns and examples are data (assistant/data/routes.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.replies import data_file
from assistant.types import Reason
from ingest.embedder import Embedder, Vectors
from ingest.lexical import tokens
from ingest.names import find_names

NEAR = 0.50
"""Least similarity to an example that can route a question."""

_PERSONAL = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|my|me|mine|we|our|us)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_HELP_WITH_GUIDANCE = re.compile(r"\b(?:what happens|allowed|penalt\w+|rule|polic\w+|report|count as|considered|is it (?:legal|ok|allowed))\b", re.I)


@dataclass(frozen=True, slots=True)
class Example:
    """A routing example; `personal` ones only count when the reader speaks of their own case."""

    reason: Reason
    personal: bool
    text: str


def clean(question: str) -> str:
    """A question without control and direction characters, white space folded."""
    return " ".join(_CONTROL.sub(" ", question).split())


def route_by_rules(question: str) -> Reason | None:
    """The reason why a question is not for the guidance, where a rule says so."""
    for reason, patterns in _patterns():
        if any(pattern.search(question) for pattern in patterns):
            if reason is Reason.MISCONDUCT and _HELP_WITH_GUIDANCE.search(question):
                continue
            return reason
    return None


@cache
def _patterns() -> tuple[tuple[Reason, tuple[re.Pattern[str], ...]], ...]:
    table = data_file("routes.yaml")
    order = sorted(table, key=lambda name: 0 if name == "emergency" else 1 if name == "hostile" else 2)
    return tuple(
        (Reason(name), tuple(re.compile(pattern, re.IGNORECASE) for pattern in table[name]["patterns"])) for name in order
    )


@cache
def examples() -> tuple[Example, ...]:
    """All routing examples."""
    table = data_file("routes.yaml")
    return tuple(
        Example(Reason(name), bool(route.get("personal")), text) for name, route in table.items() for text in route["examples"]
    )


class Router:
    """Routes by examples; their vectors are computed once."""

    def __init__(self, model: Embedder) -> None:
        self._vectors: Vectors = model.encode_questions([example.text for example in examples()])

    def nearest(self, question: str, vector: Vectors) -> tuple[Reason, float]:
        """The reason of the nearest examples and how near they are (mean of the two nearest)."""
        personal = bool(_PERSONAL.search(question))
        found: dict[Reason, list[float]] = {}
        for example, similarity in zip(examples(), self._vectors @ vector, strict=True):
            if example.personal and not personal:
                continue
            found.setdefault(example.reason, []).append(float(similarity))
        scores = {reason: _top_two(values) for reason, values in found.items()}
        best = max(scores, key=lambda reason: scores[reason])
        return best, scores[best]


def _top_two(values: Sequence[float]) -> float:
    best = np.sort(np.asarray(values))[::-1][:2]
    return float(0.7 * best[0] + 0.3 * best[-1])


def speaks_of_field(question: str) -> bool:
    """Whether a question names something of the field (a visa, an exam, a body) or uses its words."""
    return bool(find_names(question)) or bool(set(tokens(question)) & _FIELD)


_FIELD = frozenset(
    tokens(
        "residency fellowship match matching licensing USMLE ECFMG visa waiver physician IMG graduate medical board certification "
        "ERAS interview program training clinical rotation observership externship green card immigration pathway credential attorney notary"
    )
)
