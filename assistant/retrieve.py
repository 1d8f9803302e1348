"""Retrieval: candidates from four searches, then one score for each.

Dense and lexical searches, over the guidance's own words and over the questions it is recorded to
answer, each propose chunks. Every proposed chunk is then measured by all of them (features.py); the
features are standardized over the candidates and added up with learned weights. Adding scores beat
fusing ranks on every development set (docs/results.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.crossencoder import Reranker, reread
from assistant.features import (
    NAMES,
    Candidate,
    Searched,
    measure,
    recent_text,
    search,
    standardize,
    talk_of,
)
from assistant.query import Query
from assistant.replies import data_file
from ingest.catalog import ChunkRow, DocumentInfo
from ingest.embedder import Embedder, Vectors
from ingest.index import Index
from ingest.types import Section

CANDIDATES = 50
"""Chunks taken from each search."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that retrieval returned.

    `features` are the raw ones of features.py by name; `units` and `asks` the cosine similarities of
    the question to each unit and each section question of the chunk; `contrary` are sentences of
    documents of lower precedence that give other numbers (precedence.py).
    """

    row: ChunkRow
    section: Section
    document: DocumentInfo
    score: float
    features: dict[str, float]
    units: tuple[float, ...]
    asks: tuple[float, ...]
    contrary: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Document and section."""
        return self.row.chunk.document, self.row.chunk.section

    @property
    def beliefs(self) -> tuple[float, ...]:
        """Similarity of the question to each belief that the section corrects."""
        first = len(self.section.questions)
        return self.asks[first : first + len(self.section.misconceptions)]

    @property
    def ask(self) -> float:
        """Similarity to the nearest section question, or to the chunk where none are recorded."""
        return self.features["ask"]


def retrieve(
    query: Query, index: Index, model: Embedder, reranker: Reranker | None = None, before: Sequence[Passage] = ()
) -> list[Passage]:
    """All candidates for a question, best first; a cross-encoder, where one is named, reads the best of them.

    `before` are the first passages of the question before this one, where the guidance records questions.
    """
    talks = bool(query.turns) and not is_guidance(index)
    texts = query.in_talk if before else query.texts
    asked = [*texts, recent_text(query)] if talks else list(texts)
    vectors = model.encode_questions(asked)
    searched = search(texts, vectors[: len(texts)], index)
    talk = talk_of(query, vectors[-1], index) if talks else None
    rows = candidates([*searched, talk.recent] if talk else searched, index)
    if not rows:
        return []
    table, measured = measure(rows, searched, query, index, talk, [passage.row for passage in before])
    fitted = "ranking_plain" if not is_guidance(index) else "ranking_turn" if before else "ranking"
    scores = standardize(table) @ ranking_weights(fitted)
    found = zip(measured, table.tolist(), scores.tolist(), strict=True)
    passages = [_passage(candidate, features, score, index) for candidate, features, score in found]
    passages.sort(key=lambda p: (-p.score, p.row.chunk.id))
    return reread(passages, query, index, reranker) if reranker else passages


def is_guidance(index: Index) -> bool:
    """Whether sections record the questions that they answer; an office's own documents rarely do."""
    return index.manifest.questions > 0


@cache
def ranking_weights(fitted_for: str = "ranking") -> NDArray[np.float32]:
    """Weights of the standardized features; their sizes add up to one.

    `ranking` was fitted by `python -m evals.tuning` on guidance whose sections record their questions,
    `ranking_turn` on the same for later turns of a conversation,
    `ranking_plain` by `python -m evals.tuning.plain` on plain documents that others made.
    """
    fitted = data_file("weights.yaml")[fitted_for]
    weights = np.array([fitted.get(name, 0.0) for name in NAMES], dtype=np.float32)
    return np.asarray(weights / np.abs(weights).sum(), dtype=np.float32)


def candidates(searched: Sequence[Searched], index: Index) -> list[ChunkRow]:
    """The chunks that any search proposes, each once."""
    vectors: Vectors = np.stack([s.vector for s in searched])
    ids: dict[str, None] = {}
    for name, k in (("chunks", CANDIDATES), ("questions", 2 * CANDIDATES)):
        for found in index.nearest(name, vectors, k):
            ids.update(dict.fromkeys(found))
    numbers = {int(n) for s in searched for scores in (s.words, s.asked) for n in top(scores, CANDIDATES)}
    dense = index.catalog.by_ids(list(ids))
    rest = index.catalog.by_rows(sorted(numbers - {row.row for row in dense}))
    return [*dense, *rest]


def top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Indices of the k highest scores above zero, in no order."""
    if len(scores) <= k:
        return np.flatnonzero(scores > 0)
    best = np.argpartition(-scores, k)[:k]
    return best[scores[best] > 0]


def _passage(candidate: Candidate, features: Sequence[float], score: float, index: Index) -> Passage:
    row = candidate.row
    named = dict(zip(NAMES, features, strict=True))
    return Passage(row, index.section_of(row), index.document_of(row), score, named, candidate.units, candidate.asks)
