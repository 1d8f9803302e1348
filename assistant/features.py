"""What is known about each candidate chunk: one row of numbers, the same for ranking and confidence.

Six features are measured for every searched text (the question, and the question in its
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

SEARCHED = ("chunk", "unit", "ask", "words", "asked", "asks")
"""Similarity to the chunk, to its best unit and to its best section question; BM25 in both fields; similarity to all
section questions together, the nearest ones most."""

QUESTION = ("covered", "covered_asked", "names", "document")
"""Share of the question's token weight that the chunk and that its section questions hold; share of the
question's names that it holds; how well the whole document fits."""

CONTEXT = tuple(f"{name}_context" for name in SEARCHED)
GUIDANCE = (*SEARCHED, *CONTEXT, *QUESTION)
"""What is known where sections record their questions."""

TALK = ("chunk_talk", "unit_talk", "words_talk", "asked_talk", "document_talk")
"""The same for the question with the last messages of both sides, and how much of the whole conversation
the chunk's document holds. They stand for the question itself where nothing was said before."""

TURN = (*(f"{name}_alone" for name in SEARCHED), "near_before", "share_before", "document_before", "section_before")
"""For a later turn in guidance: the searches for the turn as it was typed, similarity to the first passage of the
question before, share of that question's first passages from the same document, and whether its first passage is
from the same document and the same section. Nothing where no turn came before."""

NAMES = (*GUIDANCE, *TALK, *TURN)

RECENT = 4
"""Messages that are searched for together with the question."""

BEST = 3
"""Candidates of a document that speak for it."""

SHARP = 5.0
"""How much more near questions of a section count than far ones: the logarithm of the sum of exp(SHARP * similarity)
is taken. From 3 to 20 it made no difference."""

UNASKED_BASE, UNASKED_SHARE, UNASKED_WORDS, UNASKED_COVERED = 0.33, 0.66, 1.5, 0.97
"""What a section's questions would add if it had any: similarity to the nearest question from that to the text, their
BM25 score and share of the question from the text's. Set so that a section without its questions is found as often as
the others (`python -m evals.tuning.leave_out`)."""

UNASKED_ASKS_BASE, UNASKED_ASKS_SHARE = 0.47, 0.76
"""The similarity to all questions together from that to the nearest one, as in sections that have questions and are
the right ones (least squares over evals/tuning/covered.yaml)."""

FEW_QUESTIONS = 3
"""With fewer questions, its heading among them, a section is taken for one that records none."""

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
    rows: Sequence[ChunkRow],
    searched: Sequence[Searched],
    query: Query,
    index: Index,
    talk: Talk | None = None,
    before: Sequence[ChunkRow] = (),
) -> tuple[Table, list[Candidate]]:
    """The feature table, shape (rows, len(NAMES)), and the candidates with their similarities.

    With `before`, the first passages of the question before, the last of `searched` is the turn as it was typed.
    """
    places = Places.of(rows, guided=index.manifest.questions > 0)
    texts = [*searched, talk.recent] if talk else searched
    vectors = index.stacked(rows)
    similar = vectors @ np.stack([text.vector for text in texts]).T
    first, *others = [_searched_features(places, similar[:, n], s) for n, s in enumerate(searched)]
    alone = others.pop() if before else np.zeros_like(first)
    context = np.mean(others, axis=0) if others else first
    extra = _question_features(places, searched[0], query, index)
    fit = _by_document(rows, first[:, 0], _mean)[:, None]
    recent = _searched_features(places, similar[:, -1], talk.recent) if talk else first
    said = _talk_features(rows, recent, (talk or searched[0]).words[places.numbers])
    table = np.hstack(
        [first, context, extra, fit, said, alone, _before_features(rows, vectors[places.chunk], before, index)]
    )
    return np.asarray(table, dtype=np.float32), _candidates(rows, places, similar[:, 0])


@dataclass(frozen=True, slots=True)
class Places:
    """Where the vectors of each row begin among those of all rows, those of its units and of its questions.

    All of shape (rows,); `numbers` are the rows' own. `unasked` are rows with few questions or none beside others
    that have some: an office's document must not lose to the guidance for want of recorded questions.
    """

    numbers: NDArray[np.int64]
    chunk: NDArray[np.int64]
    questions: NDArray[np.int64]
    end: NDArray[np.int64]
    unasked: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Sequence[ChunkRow], *, guided: bool) -> Places:
        """The places of rows that stand one below the other; `guided`: some sections of the index record questions."""
        numbers, units, questions = np.array([(r.row, len(r.chunk.units), r.questions) for r in rows]).T
        end = np.cumsum(1 + units + questions)
        return cls(numbers, end - questions - units - 1, end - questions, end, (questions < FEW_QUESTIONS) & guided)


def _searched_features(places: Places, similar: Vectors, searched: Searched) -> Table:
    """Shape (rows, len(SEARCHED)); `similar` are the text's similarities to all vectors of the rows."""
    starts = np.stack([places.chunk + 1, places.questions, places.end], axis=1).ravel()
    highest = np.maximum.reduceat(np.append(similar, 0.0), starts).reshape(-1, 3)
    own = similar[places.chunk]
    ask = np.where(places.questions < places.end, highest[:, 1], own)
    words, asked = searched.words[places.numbers], searched.asked[places.numbers]
    expected = UNASKED_BASE + UNASKED_SHARE * np.maximum(own, highest[:, 0])
    ask = np.where(places.unasked, np.maximum(ask, expected), ask)
    asked = np.where(places.unasked, np.maximum(asked, UNASKED_WORDS * words), asked)
    asks = np.where(places.questions < places.end, _together(similar, starts), own)
    asks = np.where(places.unasked, UNASKED_ASKS_BASE + UNASKED_ASKS_SHARE * ask, asks)
    return np.asarray(np.stack([own, highest[:, 0], ask, words, asked, asks], axis=1), dtype=np.float32)


def _together(similar: Vectors, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Soft sum of the similarities to each row's questions, shape (rows,); of no use where a row has none."""
    sums = np.add.reduceat(np.append(np.exp(SHARP * similar.astype(np.float64)), 1.0), starts)
    return np.asarray(np.log(sums.reshape(-1, 3)[:, 1]) / SHARP)


def _candidates(rows: Sequence[ChunkRow], places: Places, similar: Vectors) -> list[Candidate]:
    values = similar.tolist()
    bounds = zip((places.chunk + 1).tolist(), places.questions.tolist(), places.end.tolist(), strict=True)
    return [
        Candidate(row, tuple(values[units:questions]), tuple(values[questions:end]))
        for row, (units, questions, end) in zip(rows, bounds, strict=True)
    ]


def _question_features(places: Places, searched: Searched, query: Query, index: Index) -> Table:
    numbers = places.numbers
    weights = token_weights(searched.text, index)
    total = sum(weights.values()) or 1.0
    covered, asked = np.zeros(len(numbers)), np.zeros(len(numbers))
    for token, weight in weights.items():
        covered += weight * index.holds(token, numbers)
        asked += weight * index.asked.holds(token, numbers)
    asked = np.where(places.unasked, np.maximum(asked, UNASKED_COVERED * covered), asked)
    names = {name_token(name) for found in query.names.values() for name in found}
    held = np.zeros(len(numbers))
    for token in names:
        held += index.holds(token, numbers)
    share = held / len(names) if names else np.ones(len(numbers))
    return np.asarray(np.stack([covered / total, asked / total, share], axis=1), dtype=np.float32)


def _talk_features(rows: Sequence[ChunkRow], recent: Table, words: NDArray[np.float32]) -> Table:
    """The features TALK; `recent` are those of the recent messages, `words` the scores of the whole talk."""
    document = _by_document(rows, words, sum)
    kept = recent[:, [SEARCHED.index(name.removesuffix("_talk")) for name in TALK[:-1]]]
    return np.hstack([kept, document[:, None]])


def _before_features(rows: Sequence[ChunkRow], chunks: Vectors, before: Sequence[ChunkRow], index: Index) -> Table:
    """The last four features of TURN, shape (rows, 4); `chunks` are the rows' own vectors."""
    if not before:
        return np.zeros((len(rows), 4), dtype=np.float32)
    first = before[0].chunk
    near = chunks @ index.vectors_of(before[0])[0]
    documents = [row.chunk.document for row in before]
    share = [documents.count(row.chunk.document) / len(documents) for row in rows]
    document = [row.chunk.document == first.document for row in rows]
    section = [(row.chunk.document, row.chunk.section) == (first.document, first.section) for row in rows]
    return np.asarray(np.stack([near, share, document, section], axis=1), dtype=np.float32)


def _by_document(
    rows: Sequence[ChunkRow], values: NDArray[np.float32], join: Callable[[list[float]], float]
) -> NDArray[np.float32]:
    """For each chunk the best three values among the candidates of its document, joined.

    A sum rewards a document of which several chunks were found; a mean does not.
    """
    by_document: dict[str, list[float]] = {}
    for row, value in zip(rows, values.tolist(), strict=True):
        by_document.setdefault(row.chunk.document, []).append(value)
    fit = {document: float(join(sorted(found)[-BEST:])) for document, found in by_document.items()}
    return np.array([fit[row.chunk.document] for row in rows], dtype=np.float32)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


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
