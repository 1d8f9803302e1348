"""The vectors of a coming generation: taken over where a chunk is known, embedded where it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import ChunkRow
from ingest.embedder import ChunkText, Vectors, fingerprint
from ingest.live import Live
from ingest.rows import Model, question_id, width
from ingest.settings import IngestSettings
from ingest.store import VectorStore
from ingest.types import Chunk, Document

if TYPE_CHECKING:
    from ingest.plan import Plan

Notify = Callable[[str, int, int], None]
Half = NDArray[np.float16]


def write_vectors(
    path: Path, rows: Sequence[ChunkRow], plan: Plan, live: Live | None, model: Model, notify: Notify
) -> tuple[int, int]:
    """Write the array of all vectors.

    Returns:
        The vectors' dimension, and how many chunks had to be embedded.
    """
    before = {row.key: row for row in live.catalog.chunks()} if live else {}
    missing = [row for row in rows if row.key not in before]
    dimension = live.manifest.dimension if live is not None and not missing else model().dimension
    total = rows[-1].vector + width(rows[-1])
    target = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=(total, dimension))
    for row in rows:
        old = before.get(row.key)
        if old is not None and live is not None:
            target[row.vector : row.vector + width(row)] = live.vectors[old.vector : old.vector + width(old)]
    if missing:
        _embed(target, missing, plan, model, notify)
    target.flush()
    return dimension, len(missing)


def _embed(target: Half, rows: Sequence[ChunkRow], plan: Plan, model: Model, notify: Notify) -> None:
    documents = {item.document.id: item.document for item in plan.documents}
    sections = {(d.id, s.id): s for d in documents.values() for s in d.sections}
    asks = [ask for row in rows for ask in sections[row.chunk.document, row.chunk.section].asks]
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        notify("Embedding", done, len(rows) + len(asks))

    found = model().encode_chunks([_chunk_text(documents[row.chunk.document], row.chunk) for row in rows], advance)
    questions = model().encode_questions(asks, advance)
    position = 0
    for row, vectors in zip(rows, found, strict=True):
        target[row.vector : row.vector + len(vectors)] = vectors
        start = row.vector + len(vectors)
        target[start : start + row.questions] = questions[position : position + row.questions]
        position += row.questions


def _chunk_text(document: Document, chunk: Chunk) -> ChunkText:
    units = tuple((u.start - chunk.start, u.end - chunk.start) for u in chunk.units)
    return ChunkText(chunk.context, document.text[chunk.start : chunk.end], units)


def write_store(
    folder: Path, rows: Sequence[ChunkRow], live: Live | None, settings: IngestSettings, notify: Notify
) -> None:
    """Bring the vector store in line: a copy of the live one with the difference applied, or all anew."""
    before: dict[str, ChunkRow] = {}
    if live is not None and settings.chroma_url is None:
        before = {row.chunk.id: row for row in live.catalog.chunks()}
        shutil.copytree(live.home.folder(live.manifest.name) / "chroma", folder / "chroma")
    now = {row.chunk.id: row for row in rows}
    stale = [row for key, row in before.items() if key not in now or now[key].key != row.key]
    fresh = [row for key, row in now.items() if key not in before or before[key].key != row.key]
    store = VectorStore.open(folder / "chroma", settings.chroma_url, f"credence-{folder.name}-")
    try:
        store.create({"fingerprint": fingerprint(settings.embedding_model), "generation": folder.name})
        store.delete("chunks", [row.chunk.id for row in stale])
        store.delete("questions", [question_id(row, n) for row in stale for n in range(row.questions)])
        _add(store, fresh, np.load(folder / "vectors.npy", mmap_mode="r"), notify)
    finally:
        store.close()


def _add(store: VectorStore, rows: Sequence[ChunkRow], vectors: Half, notify: Notify) -> None:
    done, total = 0, len(rows) + sum(row.questions for row in rows)

    def advance(count: int) -> None:
        nonlocal done
        done += count
        notify("Storing vectors", done, total)

    store.add("chunks", [row.chunk.id for row in rows], _gather(vectors, [row.vector for row in rows]), advance)
    asked = [(row, n) for row in rows for n in range(row.questions)]
    places = [row.vector + 1 + len(row.chunk.units) + n for row, n in asked]
    store.add("questions", [question_id(row, n) for row, n in asked], _gather(vectors, places), advance)


def _gather(vectors: Half, places: Sequence[int]) -> Vectors:
    return np.asarray(vectors[np.asarray(places, dtype=np.int64)], dtype=np.float32)
