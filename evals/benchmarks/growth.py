"""How finding grows: the guidance among synthetic distractors, up to any number of chunks.

A distractor mixes two chunks of the guidance: half of the words of each, and a vector between theirs with noise, so
that it is as near to questions as other guidance would be. Embedding that many texts would take hours; mixing does not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ingest.build import question_tokens
from ingest.catalog import CatalogWriter, ChunkRow
from ingest.documents import digest_of
from ingest.embedder import Vectors
from ingest.generation import Home
from ingest.index import Index
from ingest.lexical import LexicalIndex, tokens, write_word_counts
from ingest.rows import question_id, width
from ingest.store import BATCH, VectorStore
from ingest.types import Chunk, Document, Section, Unit

Given = TypeVar("Given")
Notify = Callable[[str, int, int], None]
PER_DOCUMENT = 50
NOISE = 0.35
"""Length of the noise, against vectors of length one."""


@dataclass(frozen=True, slots=True)
class Real:
    """The guidance: its chunks with their words, tokens and vectors."""

    index: Index
    rows: tuple[ChunkRow, ...]
    words: tuple[list[str], ...]
    tokens: tuple[list[str], ...]
    vectors: Vectors

    @classmethod
    def read(cls, index: Index) -> Real:
        """Everything of an open index."""
        rows = tuple(index.catalog.chunks())
        bodies = [index.text(r.chunk.document)[r.chunk.start : r.chunk.end] for r in rows]
        found = tuple(tokens(f"{r.chunk.context}\n{body}") for r, body in zip(rows, bodies, strict=True))
        vectors = np.stack([index.vectors_of(row)[0] for row in rows])
        return cls(index, rows, tuple(body.split() for body in bodies), found, vectors)


def grow(real: Real, size: int, root: Path, seed: int, notify: Notify) -> Home:
    """Write an index of `size` chunks: the guidance first, then distractors. One that is there already is kept."""
    home = Home(root)
    if home.current_file.exists():
        return home
    pairs = np.random.default_rng(seed).integers(0, len(real.rows), (max(size - len(real.rows), 0), 2))
    name = home.new_name()
    folder = home.folder(name)
    folder.mkdir(parents=True)
    documents = [*_real_documents(real.index), *_distractors(real, pairs)]
    rows = [*real.rows, *_distractor_rows(documents[len(real.index.manifest.documents) :], real)]
    _write_catalog(folder, documents, rows)
    notify(f"{size:,} chunks: words", 0, 1)
    _write_words(folder, real, pairs, documents)
    notify(f"{size:,} chunks: words", 1, 1)
    _write_vectors(folder, real, rows, pairs, seed, lambda done: notify(f"{size:,} chunks: vectors", done, len(rows)))
    for document in documents:
        home.store_text(document.text)
    home.write_manifest(
        replace(
            real.index.manifest,
            name=name,
            documents={document.id: document.digest for document in documents},
            chunks=len(rows),
            vectors=sum(map(width, rows)),
            sections=sum(len(document.sections) for document in documents),
            files={},
        )
    )
    home.switch(name)
    return home


def _real_documents(index: Index) -> Iterator[Document]:
    for info in index.catalog.documents():
        sections = tuple(index.catalog.sections(info.id))
        yield Document(info.id, info.path, info.title, index.text(info.id), info.digest, sections, info.topic)


def _distractors(real: Real, pairs: NDArray[np.int64]) -> Iterator[Document]:
    for start in range(0, len(pairs), PER_DOCUMENT):
        sections, place, pieces = [], 0, []
        for number, (a, b) in enumerate(pairs[start : start + PER_DOCUMENT]):
            piece = " ".join(_mixed(real.words[a], real.words[b])) or "Nothing."
            end = place + len(piece)
            sections.append(Section(f"s{number}", "Notes", ("Notes",), place, end, (Unit(place, end),)))
            pieces.append(piece)
            place = end + 1
        text, name = "\n".join(pieces), f"distractor-{start // PER_DOCUMENT:07d}"
        yield Document(name, f"{name}.txt", "Notes", text, digest_of(text), tuple(sections))


def _distractor_rows(documents: Sequence[Document], real: Real) -> Iterator[ChunkRow]:
    number, vector = len(real.rows), sum(map(width, real.rows))
    for document in documents:
        for section in document.sections:
            place = (document.id, section.id, 0, section.start, section.end)
            chunk = Chunk(f"{document.id}#{section.id}#0", *place, document.title, section.units)
            yield ChunkRow(number, chunk, str(number), vector, 0)
            number += 1
            vector += 2


def _mixed(first: list[str], second: list[str]) -> list[str]:
    return first[: len(first) // 2] + second[len(second) // 2 :]


def _write_catalog(folder: Path, documents: Sequence[Document], rows: Sequence[ChunkRow]) -> None:
    writer = CatalogWriter(folder / "catalog.sqlite")
    try:
        for document in documents:
            writer.add_document(document, document.id, document.digest)
        writer.add_chunks(rows)
    finally:
        writer.close()


def _write_words(folder: Path, real: Real, pairs: NDArray[np.int64], documents: Sequence[Document]) -> None:
    mixed = (_mixed(real.tokens[a], real.tokens[b]) for a, b in pairs)
    LexicalIndex.build([*real.tokens, *mixed], folder / "lexical" / "text")
    sections = {(document.id, section.id): section for document in documents for section in document.sections}
    asked = [question_tokens(sections[row.chunk.document, row.chunk.section]) for row in real.rows]
    LexicalIndex.build([*asked, *([] for _ in pairs)], folder / "lexical" / "questions")
    write_word_counts(folder / "lexical" / "words.json", (" ".join(words) for words in real.words))


def _write_vectors(
    folder: Path,
    real: Real,
    rows: Sequence[ChunkRow],
    pairs: NDArray[np.int64],
    seed: int,
    advance: Callable[[int], None],
) -> None:
    index, generator = real.index, np.random.default_rng(seed + 1)
    shape = (sum(map(width, rows)), index.manifest.dimension)
    target = np.lib.format.open_memmap(folder / "vectors.npy", mode="w+", dtype=np.float16, shape=shape)
    known = len(index.vectors)
    target[:known] = index.vectors
    store = VectorStore.open(folder / "chroma", None, "")
    store.create({"fingerprint": index.manifest.fingerprint, "generation": folder.name})
    store.add("chunks", [row.chunk.id for row in real.rows], real.vectors)
    asked = [(row, n) for row in real.rows for n in range(row.questions)]
    places = np.array([row.vector + 1 + len(row.chunk.units) + n for row, n in asked], dtype=np.int64)
    store.add("questions", [question_id(row, n) for row, n in asked], np.asarray(index.vectors[places], np.float32))
    for start in range(0, len(pairs), BATCH):
        part = pairs[start : start + BATCH]
        vectors = _between(real.vectors, part, generator)
        begin = known + 2 * start
        target[begin : begin + 2 * len(part)] = np.repeat(vectors, 2, axis=0)
        first = len(real.rows) + start
        store.add("chunks", [row.chunk.id for row in rows[first : first + len(part)]], vectors)
        advance(first + len(part))
    target.flush()
    store.close()


def _between(vectors: Vectors, pairs: NDArray[np.int64], generator: np.random.Generator) -> Vectors:
    noise = generator.standard_normal((len(pairs), vectors.shape[1]), dtype=np.float32)
    noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    middle = vectors[pairs[:, 0]] + vectors[pairs[:, 1]]
    middle = middle / np.linalg.norm(middle, axis=1, keepdims=True) + noise
    return np.asarray(middle / np.linalg.norm(middle, axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Grown:
    """What finding takes at one size, in milliseconds; `stages` are medians, `found` right sections in the top five.

    `neighbors` is the share of the exact 50 nearest chunks that the approximate search gives.
    """

    chunks: int
    p50: float
    p95: float
    stages: dict[str, float]
    neighbors: float
    found: float


def timed(call: Callable[[], Given]) -> tuple[float, Given]:
    """Milliseconds that a call takes, and what it gives."""
    began = time.perf_counter()
    given = call()
    return 1000 * (time.perf_counter() - began), given


def table(grown: Sequence[Grown]) -> str:
    """The figures as Markdown."""
    stages = list(grown[0].stages)
    lines = [
        f"| chunks | p50 | p95 | {' | '.join(stages)} | exact neighbors found | top five |",
        f"| ---: | ---: | ---: |{' ---: |' * len(stages)} ---: | ---: |",
    ]
    for one in grown:
        parts = [f"{one.p50:.0f} ms", f"{one.p95:.0f} ms", *(f"{value:.1f}" for value in one.stages.values())]
        lines.append(f"| {one.chunks:,} | {' | '.join(parts)} | {one.neighbors:.3f} | {one.found:.3f} |")
    return "\n".join(lines)
