"""Retrieval: candidates from four searches, then one standardized score for each.

Dense and lexical searches, over the guidance's own words and over the questions it is recorded to
answer, each propose chunks. Every proposed chunk is then scored by all of them, for the question
and for the question in its conversation; the scores are standardized over the candidates and added
up (adding scores beat fusing ranks on every development set; see docs/results.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.query import Query
from ingest.catalog import ChunkRow, DocumentInfo
from ingest.embedder import Embedder, Vectors
from ingest.index import Index
from ingest.lexical import tokens
from ingest.types import Section

CANDIDATES = 50
"""Chunks taken from each search."""

FEATURES = ("chunk", "unit", "ask", "words", "asked")
"""Similarity to the chunk, to its best unit and to its best section question; BM25 in both fields."""

WEIGHTS = {"chunk": 1.0, "unit": 0.8, "ask": 1.6, "words": 1.1, "asked": 1.1}
CONTEXT_WEIGHT = 0.6
"""Weight of the scores for the question in its conversation, against the question alone."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that retrieval returned.

    `similarities` holds the raw features of the question alone; `units` and `asks` the cosine
    similarities of the question to each unit and each section question of the chunk.
    """

    row: ChunkRow
    section: Section
    document: DocumentInfo
    score: float
    similarities: dict[str, float]
    units: tuple[float, ...]
    asks: tuple[float, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Document and section."""
        return self.row.chunk.document, self.row.chunk.section


@dataclass(frozen=True, slots=True)
class Searched:
    """The vectors and tokens of one text that is searched for."""

    vector: Vectors
    tokens: list[str]


def retrieve(query: Query, index: Index, model: Embedder) -> list[Passage]:
    """All candidates for a question, best first."""
    vectors = model.encode_questions(list(query.texts))
    searched = [
        Searched(vector, tokens(text)) for vector, text in zip(vectors, query.texts, strict=True)
    ]
    lexical = [(index.words.scores(s.tokens), index.asked.scores(s.tokens)) for s in searched]
    rows = _candidates(searched, lexical, index)
    if not rows:
        return []
    stored = [index.vectors_of(row) for row in rows]
    tables = [
        _features(rows, stored, s.vector, *scores) for s, scores in zip(searched, lexical, strict=True)
    ]
    totals = fuse(tables)
    passages = [
        _passage(row, stored[i], searched[0].vector, tables[0][i], float(totals[i]), index) for i, row in enumerate(rows)
    ]
    return sorted(passages, key=lambda p: (-p.score, p.row.chunk.id))


def _candidates(
    searched: Sequence[Searched], lexical: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]], index: Index
) -> list[ChunkRow]:
    vectors = np.stack([s.vector for s in searched])
    ids: dict[str, None] = {}
    for name in ("chunks", "questions"):
        k = CANDIDATES if name == "chunks" else CANDIDATES * 2
        for found in index.nearest(name, vectors, k):
            ids.update(dict.fromkeys(found))
    numbers = {int(n) for fields in lexical for scores in fields for n in top(scores, CANDIDATES)}
    dense = index.catalog.by_ids(list(ids))
    rest = index.catalog.by_rows(sorted(numbers - {row.row for row in dense}))
    return [*dense, *rest]


def top(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Indices of the k highest scores above zero, in no order."""
    if len(scores) <= k:
        return np.flatnonzero(scores > 0)
    best = np.argpartition(-scores, k)[:k]
    return best[scores[best] > 0]


def _features(
    rows: Sequence[ChunkRow],
    stored: Sequence[Vectors],
    vector: Vectors,
    words: NDArray[np.float32],
    asked: NDArray[np.float32],
) -> NDArray[np.float32]:
    table = np.zeros((len(rows), len(FEATURES)), dtype=np.float32)
    for i, (row, vectors) in enumerate(zip(rows, stored, strict=True)):
        similarity = vectors @ vector
        units = 1 + len(row.chunk.units)
        ask = similarity[units:].max() if row.questions else similarity[0]
        table[i] = (similarity[0], similarity[1:units].max(), ask, words[row.row], asked[row.row])
    return table


def fuse(tables: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Add up standardized features; the first table is the question alone, others its context."""
    weights = np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
    total = standardize(tables[0]) @ weights
    for table in tables[1:]:
        total += CONTEXT_WEIGHT / len(tables[1:]) * (standardize(table) @ weights)
    return np.asarray(total / weights.sum(), dtype=np.float32)


def standardize(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each column to mean 0 and standard deviation 1; a constant column to 0."""
    spread = table.std(axis=0)
    return np.asarray((table - table.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0), dtype=np.float32)


def _passage(
    row: ChunkRow, stored: Vectors, vector: Vectors, features: NDArray[np.float32], score: float, index: Index
) -> Passage:
    similarity = stored @ vector
    units = 1 + len(row.chunk.units)
    return Passage(
        row=row,
        section=index.section_of(row),
        document=index.document_of(row),
        score=score,
        similarities=dict(zip(FEATURES, map(float, features), strict=True)),
        units=tuple(map(float, similarity[1:units])),
        asks=tuple(map(float, similarity[units:])),
    )
