"""Passages and the questions that they answer, for fitting the embeddings."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from assistant.condense import condense
from assistant.features import recent_text
from evals.benchmarks.data import Question, Span, load
from evals.benchmarks.retrieval import Judge
from evals.benchmarks.systems import as_published
from ingest.corpus import corpus_folder
from ingest.documents import build_document, find_files
from ingest.readers import reader_for
from ingest.settings import IngestSettings
from ingest.splitter import split
from ingest.types import Chunk, Document

MOST_OTHERS = 1000
"""Passages of a public set that answer none of its questions, to tell the others from."""

Key = tuple[str, str]
"""A document and a section of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the forms in which it is searched for, and the numbers of the passages that answer it."""

    forms: tuple[str, ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages as they are embedded, and questions; `share` is that of the batches drawn from it.

    `alike`: questions that one passage answers ask for the same.
    """

    passages: list[str]
    asked: list[Asked]
    share: float
    alike: bool = False


def guidance() -> list[Document]:
    """The documents of the shipped guidance."""
    return [_document(file.path.read_bytes(), file.path.name) for file in find_files([corpus_folder()])]


def sections_left_out(documents: Collection[Document], number: int, seed: int) -> list[Key]:
    """Some sections that record questions, chosen by seed."""
    every = sorted((document.id, s.id) for document in documents for s in document.sections if s.questions)
    return random.Random(seed).sample(every, number)


def guidance_pool(documents: Collection[Document], left_out: Collection[Key], share: float) -> tuple[Pool, list[Asked]]:
    """The chunks of the guidance with the questions that their sections record; those left out are given apart."""
    texts: list[str] = []
    places: dict[Key, list[int]] = {}
    for document, chunk, text in _chunks(documents):
        places.setdefault((document.id, chunk.section), []).append(len(texts))
        texts.append(text)
    kept: list[Asked] = []
    apart: list[Asked] = []
    for document in documents:
        for section in document.sections:
            key = (document.id, section.id)
            listed = apart if key in left_out else kept
            asked = [*(q.ask for q in section.questions), *(m.belief for m in section.misconceptions)]
            listed += [Asked((question,), frozenset(places[key])) for question in asked]
    return Pool(texts, kept, share, alike=True), apart


def public_pool(folder: Path, seed: int) -> Pool:
    """A public data set's texts as an office's documents are cut, with the questions of its `dev` half."""
    dataset = load(folder)
    names = {f"t{number:06d}": text for number, text in enumerate(dataset.texts)}
    documents = [_document(text.text.encode(), f"{name}.txt") for name, text in names.items()]
    cut = list(_chunks(documents))
    spans = [Span(names[document.id].id, chunk.start, chunk.end) for document, chunk, _ in cut]
    judge = Judge(dataset, spans)
    places: dict[str, list[int]] = {}
    for place, span in enumerate(spans):
        places.setdefault(span.document, []).append(place)

    def right(question: Question) -> frozenset[int]:
        found = judge.relevant(question)
        if question.gold:
            return frozenset(map(int, found))
        return frozenset(place for document in found for place in places.get(document, []))

    asked = [Asked(_forms(question), right(question)) for question in dataset.half("dev").questions]
    return _smaller(Pool([text for _, _, text in cut], [one for one in asked if one.right], 1.0), seed)


def _document(data: bytes, name: str) -> Document:
    reader = reader_for(PurePath(name))
    assert reader
    return build_document(reader.read(data, name), PurePath(name).stem, name)


def _chunks(documents: Collection[Document]) -> Iterator[tuple[Document, Chunk, str]]:
    """Every chunk with its text as it is embedded."""
    count, most = as_published().count, IngestSettings().chunk_pieces
    for document in documents:
        for chunk in split(document, count, most):
            yield document, chunk, f"{chunk.context}\n{document.text[chunk.start : chunk.end]}"


def _smaller(pool: Pool, seed: int) -> Pool:
    """The pool with at most MOST_OTHERS of the passages that answer nothing."""
    answering = frozenset[int]().union(*(one.right for one in pool.asked))
    others = [place for place in range(len(pool.passages)) if place not in answering]
    kept = sorted([*answering, *random.Random(seed).sample(others, min(MOST_OTHERS, len(others)))])
    number = {place: new for new, place in enumerate(kept)}
    asked = [replace(one, right=frozenset(number[place] for place in one.right)) for one in pool.asked]
    return replace(pool, passages=[pool.passages[place] for place in kept], asked=asked)


def _forms(question: Question) -> tuple[str, ...]:
    query = condense(question.text, question.history)
    return tuple(dict.fromkeys([question.text, query.standalone, recent_text(query)]))
