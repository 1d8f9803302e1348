"""What is known about each candidate chunk: one row of numbers, the same for ranking and confidence.

Five features are measured for every searched text (the question, and the question in its
conversation); the others for the question alone, or for the talk around it. All come from arrays of
the generation; no text is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.query import Query
from assistant.spelling import is_common
from ingest.catalog import ChunkRow
from ingest.embedder import Vectors
from ingest.index import Index
from ingest.lexical import tokens
from ingest.names import name_token

SEARCHED = ("chunk", "unit", "ask", "words", "asked")
"""Similarity to the chunk, to its best unit and to its best section question; BM25 in both fields."""

QUESTION = ("covered", "covered_asked", "names", "document")
"""Share of the question's token weight that the chunk and that its section questions hold; share of the
question's names that it holds; how well the whole document fits."""

CONTEXT = tuple(f"{name}_context" for name in SEARCHED)
GUIDANCE = (*SEARCHED, *CONTEXT, *QUESTION)
"""What is known where sections record their questions."""

TALK = ("chunk_talk", "unit_talk", "words_talk", "asked_talk", "document_talk")
"""The same for the question with the last messages of both sides, and how much of the whole conversation
the chunk's document holds. They stand for the question itself where nothing was said before."""

NAMES = (*GUIDANCE, *TALK)

RECENT = 4
"""Messages that are searched for together with the question."""

BEST = 3
"""Candidates of a document that speak for it."""

COMMON_SHARE = 0.35
"""Weight of an everyday word that the guidance does not know, against a rare one."""

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Searched:
    """A text that is searched for, with its vector, tokens and BM25 scores of all chunks."""

    text: str
    vector: Vectors
    tokens: list[str]
    words: NDArray[np.float32]
    asked: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Talk:
    """The question with the messages before it: the recent ones searched for, the words of all scored."""

    recent: Searched
    words: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with the similarities of the question to each of its units and section questions."""

    row: ChunkRow
    units: tuple[float, ...]
    asks: tuple[float, ...]


def search(texts: Sequence[str], vectors: Vectors, index: Index) -> list[Searched]:
    """Tokens and lexical scores of each text."""
    found = []
    for text, vector in zip(texts, vectors, strict=True):
        own = tokens(text)
        found.append(Searched(text, vector, own, index.words.scores(own), index.asked.scores(own)))
    return found


def recent_text(query: Query) -> str:
    """The question followed by the last messages, latest first, as a reader of the talk would see them."""
    return "\n".join([query.question, *query.turns[:RECENT]])


def talk_of(query: Query, vector: Vectors, index: Index) -> Talk:
    """The talk around a question; `vector` is that of `recent_text`."""
    [recent] = search([recent_text(query)], vector[None], index)
    return Talk(recent, index.words.scores(tokens("\n".join([query.question, *query.turns]))))


def measure(
    rows: Sequence[ChunkRow], searched: Sequence[Searched], query: Query, index: Index, talk: Talk | None = None
) -> tuple[Table, list[Candidate]]:
    """The feature table, shape (rows, len(NAMES)), and the candidates with their similarities."""
    stored = [index.vectors_of(row) for row in rows]
    first, *others = [_searched_features(rows, stored, s) for s in searched]
    context = np.mean(others, axis=0) if others else first
    extra = _question_features(rows, searched[0], query, index)
    candidates = [_candidate(row, vectors, searched[0].vector) for row, vectors in zip(rows, stored, strict=True)]
    fit = _by_document(rows, first[:, 0], np.mean)[:, None]
    table = np.hstack([first, context, extra, fit, _talk_features(rows, stored, searched[0], first, talk)])
    return np.asarray(table, dtype=np.float32), candidates


def _searched_features(rows: Sequence[ChunkRow], stored: Sequence[Vectors], searched: Searched) -> Table:
    table = np.zeros((len(rows), len(SEARCHED)), dtype=np.float32)
    for i, (row, vectors) in enumerate(zip(rows, stored, strict=True)):
        similarity = vectors @ searched.vector
        units = 1 + len(row.chunk.units)
        ask = similarity[units:].max() if row.questions else similarity[0]
        table[i] = (similarity[0], similarity[1:units].max(), ask, searched.words[row.row], searched.asked[row.row])
    return table


def _candidate(row: ChunkRow, vectors: Vectors, vector: Vectors) -> Candidate:
    similarity = vectors @ vector
    units = 1 + len(row.chunk.units)
    return Candidate(row, tuple(map(float, similarity[1:units])), tuple(map(float, similarity[units:])))


def _question_features(rows: Sequence[ChunkRow], searched: Searched, query: Query, index: Index) -> Table:
    numbers = np.array([row.row for row in rows])
    weights = token_weights(searched.text, index)
    total = sum(weights.values()) or 1.0
    covered, asked = np.zeros(len(rows)), np.zeros(len(rows))
    for token, weight in weights.items():
        in_words = np.isin(numbers, index.words.holders(token))
        in_asked = np.isin(numbers, index.asked.holders(token))
        covered += weight * (in_words | in_asked)
        asked += weight * in_asked
    names = {name_token(name) for found in query.names.values() for name in found}
    held = np.zeros(len(rows))
    for token in names:
        held += np.isin(numbers, index.words.holders(token)) | np.isin(numbers, index.asked.holders(token))
    share = held / len(names) if names else np.ones(len(rows))
    return np.asarray(np.stack([covered / total, asked / total, share], axis=1), dtype=np.float32)


def _talk_features(
    rows: Sequence[ChunkRow], stored: Sequence[Vectors], searched: Searched, first: Table, talk: Talk | None
) -> Table:
    table = _searched_features(rows, stored, talk.recent) if talk else first
    words = (talk.words if talk else searched.words)[[row.row for row in rows]]
    document = _by_document(rows, words, np.sum)
    kept = table[:, [SEARCHED.index(name.removesuffix("_talk")) for name in TALK[:-1]]]
    return np.hstack([kept, document[:, None]])


def _by_document(
    rows: Sequence[ChunkRow], values: NDArray[np.float32], join: Callable[[list[float]], float]
) -> NDArray[np.float32]:
    """For each chunk the best three values among the candidates of its document, joined.

    A sum rewards a document of which several chunks were found; a mean does not.
    """
    by_document: dict[str, list[float]] = {}
    for row, value in zip(rows, values, strict=True):
        by_document.setdefault(row.chunk.document, []).append(float(value))
    fit = {document: float(join(sorted(found)[-BEST:])) for document, found in by_document.items()}
    return np.array([fit[row.chunk.document] for row in rows], dtype=np.float32)


def token_weights(text: str, index: Index) -> Mapping[str, float]:
    """Weight of each token of a question: its rarity in the guidance, less for everyday English.

    A token that the guidance does not know weighs most when it is no everyday word: a city, a drug
    or another country's regulator.
    """
    weights: dict[str, float] = {}
    everyday = {token for word in text.split() if is_common(word.strip(".,?!'\"()")) for token in tokens(word)}
    for token in tokens(text):
        known = token in index.words.vocabulary or token in index.asked.vocabulary
        weights[token] = index.words.idf(token) * (COMMON_SHARE if not known and token in everyday else 1.0)
    return weights


def unknown_share(text: str, index: Index) -> float:
    """Share of a question's token weight that the guidance has never seen."""
    weights = token_weights(text, index)
    total = sum(weights.values())
    unseen = sum(w for t, w in weights.items() if t not in index.words.vocabulary and t not in index.asked.vocabulary)
    return unseen / total if total else 0.0


def standardize(table: Table) -> Table:
    """Each column to mean 0 and standard deviation 1; a constant column to 0."""
    spread = table.std(axis=0)
    return np.asarray((table - table.mean(axis=0)) / np.where(spread > 1e-6, spread, 1.0), dtype=np.float32)
