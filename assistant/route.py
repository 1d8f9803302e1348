"""Route: what is not a question to the guidance gets its own outcome and a helpful fixed reply.

Rules (patterns) decide clear cases before anything is searched. Examples say of the rest how much more
it looks like a route than like a question to the guidance; that is one feature of the decision to
answer (confidence.py). Patterns and examples are data (assistant/data/routes.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from assistant.kept import kept_table, kept_vectors
from assistant.replies import data_file
from assistant.types import Reason
from assistant.wording import Wording
from ingest.embedder import Embedder, Vectors
from ingest.index import Index
from ingest.lexical import tokens
from ingest.names import find_names
from ingest.types import Section

_PERSONAL = re.compile(r"\b(?:i|i['’]?m|i['’]?ve|my|me|mine|we|our|us)\b", re.IGNORECASE)
_GENERAL = re.compile(
    r"^\W*(?:what (?:happens|if|is|are|does|do)|how (?:do|does|can|to|long|many|much)|which|who|where)\b", re.I
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_HELP_WITH_GUIDANCE = re.compile(
    r"\b(?:what happens|allowed|penalt\w+|rule|polic\w+|report|count as|considered|is it (?:legal|ok|allowed))\b", re.I
)


@dataclass(frozen=True, slots=True)
class Example:
    """A routing example; `personal` ones only count when the reader speaks of their own case."""

    reason: Reason
    personal: bool
    text: str


def clean(question: str) -> str:
    """A question without control and direction characters, white space folded."""
    return " ".join(_CONTROL.sub(" ", question).split())


@lru_cache(maxsize=256)
def route_by_rules(question: str) -> Reason | None:
    """The reason why a question is not for the guidance, where a rule says so."""
    for reason, patterns in _patterns():
        if any(pattern.search(question) for pattern in patterns):
            if reason is Reason.MISCONDUCT and _HELP_WITH_GUIDANCE.search(question):
                continue
            return reason
    return None


def is_instruction(text: str) -> bool:
    """Whether a sentence speaks to the program ("ignore all previous instructions"); it is never quoted."""
    return any(pattern.search(text) for reason, found in _patterns() if reason is Reason.HOSTILE for pattern in found)


@cache
def _patterns() -> tuple[tuple[Reason, tuple[re.Pattern[str], ...]], ...]:
    table = data_file("routes.yaml")
    order = sorted(table, key=lambda name: 0 if name == "emergency" else 1 if name == "hostile" else 2)
    return tuple(
        (Reason(name), tuple(re.compile(pattern, re.IGNORECASE) for pattern in table[name]["patterns"]))
        for name in order
    )


@cache
def examples() -> tuple[Example, ...]:
    """All routing examples."""
    table = data_file("routes.yaml")
    return tuple(
        Example(Reason(name), bool(route.get("personal")), text)
        for name, route in table.items()
        for text in route["examples"]
    )


@dataclass(frozen=True, slots=True)
class Routed:
    """How a question stands between the guidance and the routes.

    `margin` is how much more it looks like the best route than like a question to the guidance;
    `near` how near it is to that route's nearest examples; `wording` how much more it is worded like
    the examples than like what the guidance is recorded to answer.
    """

    reason: Reason
    margin: float
    near: float
    wording: float = 0.0


class Router:
    """Tells questions to the guidance from all others: kernel ridge regression on sentence vectors.

    The classes are the routes' examples and what the guidance is recorded to answer (or its chunks,
    where nothing is recorded). The solution is exact, takes a second or two, is kept in the home folder, and so
    follows the examples and the guidance without a training step.
    """

    def __init__(
        self, model: Embedder, index: Index, home: Path | None = None, known: Sequence[Example] | None = None
    ) -> None:
        """Fit to an index and the examples, or to the `known` ones of them; `home` keeps vectors for the next start."""
        known = examples() if known is None else known
        sections = curated_sections(index)
        own = guidance_vectors(index, {key for key, section in sections.items() if section.not_covered})
        answered = [q.ask for section in sections.values() if not section.not_covered for q in section.questions]
        enough = answered if len(answered) >= LEAST_RECORDED else []
        self._wording = Wording(enough, [example.text for example in known])
        self._examples: Vectors = kept_vectors([example.text for example in known], model, home)
        self._reasons = sorted({example.reason for example in known})
        self._places = {r: [n for n, e in enumerate(known) if e.reason is r] for r in self._reasons}
        labels = np.array([0] * len(own) + [1 + self._reasons.index(example.reason) for example in known])
        self._fitted_to = np.vstack([own, self._examples])
        self._solution = _kept_ridge(self._fitted_to, labels, 1 + len(self._reasons), home)

    def route(self, question: str, vector: Vectors) -> Routed:
        """The best route of a text; routes for personal cases need a first person."""
        personal = bool(_PERSONAL.search(question)) and not _GENERAL.match(question)
        scores = _kernel(vector, self._fitted_to) @ self._solution
        allowed = {reason for reason in self._reasons if personal or reason not in _personal_reasons()}
        best = max(allowed, key=lambda reason: scores[1 + self._reasons.index(reason)])
        margin = float(scores[1 + self._reasons.index(best)] - scores[0])
        similar = self._examples @ vector
        near = _top_two(similar[self._places[best]])
        return Routed(best, margin, near, self._wording.score(question))


MAX_GUIDANCE_VECTORS = 4_500
"""Spread evenly; with three times as many the routes are told apart no better."""

KERNEL_WIDTH = 1.0
RIDGE = 0.03
GUIDANCE_SHARE = 4.0
"""Weight of the guidance's class against each route's."""

LEAST_RECORDED = 200
"""Recorded questions from which their wording tells anything; with fewer every other word is strange."""


def curated_sections(index: Index) -> dict[tuple[str, str], Section]:
    """The sections that carry guidance metadata, by document and section."""
    curated = [document.id for document in index.catalog.documents() if document.curated]
    return {(name, section.id): section for name in curated for section in index.catalog.sections(name)}


def guidance_vectors(index: Index, gaps: Container[tuple[str, str]] = ()) -> Vectors:
    """Vectors of what the guidance answers: its section questions, or its chunks where it has none.

    The sections `gaps` record what is not covered and are left out: a question like theirs is not answered.
    """
    rows = []
    step = max(index.manifest.chunks // (4 * MAX_GUIDANCE_VECTORS), 1)
    for row in index.catalog.by_rows(range(0, index.manifest.chunks, step)):
        if (row.chunk.document, row.chunk.section) not in gaps:
            vectors = index.vectors_of(row)
            rows.append(vectors[1 + len(row.chunk.units) :] if row.questions else vectors[:1])
    found = np.vstack(rows)
    return found[:: -(-len(found) // MAX_GUIDANCE_VECTORS)]


def _kernel(left: Vectors, right: Vectors) -> Vectors:
    """Gaussian kernel of unit vectors: 1 for equal ones."""
    table = np.asarray(left @ right.T)
    table -= 1
    table *= 2 * KERNEL_WIDTH
    return np.exp(table, out=table)


def _kept_ridge(vectors: Vectors, labels: NDArray[np.int64], classes: int, home: Path | None) -> Vectors:
    """The solution of `_ridge`, read from the home folder where an earlier start kept it."""
    constants = repr((KERNEL_WIDTH, RIDGE, GUIDANCE_SHARE)).encode()
    inputs = [constants, labels.tobytes(), vectors.tobytes()]
    return kept_table("routes", inputs, (len(vectors), classes), lambda: _ridge(vectors, labels, classes), home)


def _ridge(vectors: Vectors, labels: NDArray[np.int64], classes: int) -> Vectors:
    """One-against-rest kernel ridge regression with balanced classes, shape (len(vectors), classes)."""
    counts = np.bincount(labels, minlength=classes)
    weights = len(labels) / classes / counts[labels]
    weights[labels == 0] *= GUIDANCE_SHARE
    targets = np.where(labels[:, None] == np.arange(classes), 1.0, -1.0).astype(np.float32)
    table = _kernel(vectors, vectors)
    table[np.diag_indices(len(vectors))] += (RIDGE / weights).astype(np.float32)
    # The transpose of the symmetric table lies in memory as LAPACK wants it, so that no copy of it is made.
    factor = cho_factor(table.T, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, targets, check_finite=False))


@cache
def _personal_reasons() -> frozenset[Reason]:
    return frozenset(example.reason for example in examples() if example.personal)


def _top_two(values: Vectors) -> float:
    best = np.sort(values.astype(np.float64))[::-1][:2]
    return float(0.7 * best[0] + 0.3 * best[-1])


def speaks_of_field(question: str) -> bool:
    """Whether a question names something of the field (a visa, an exam, a body) or uses its words."""
    return bool(find_names(question)) or bool(set(tokens(question)) & _FIELD)


_FIELD = frozenset(
    tokens(
        "residency fellowship match matching licensing USMLE ECFMG visa waiver physician IMG "
        "graduate medical board certification "
        "ERAS interview program training clinical rotation observership externship green card "
        "immigration pathway credential attorney notary"
    )
)
