"""Writing a generation: only what differs from the live one is embedded."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import Catalog, CatalogWriter, ChunkRow, DocumentInfo
from ingest.embedder import ChunkText, Embedder, Vectors, fingerprint
from ingest.errors import CredenceError
from ingest.generation import Home, Manifest, sync_folder
from ingest.lexical import LexicalIndex, tokens
from ingest.settings import IngestSettings
from ingest.splitter import SPLITTER_VERSION, split
from ingest.store import VectorStore
from ingest.types import Chunk, Document, Section

if TYPE_CHECKING:
    from ingest.plan import Plan

Notify = Callable[[str, int, int], None]
Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Built:
    """A whole generation that is not live yet; `embedded` counts chunks that needed the model."""

    name: str
    sections: int
    chunks: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Live:
    """The live generation, as far as a build takes over from it."""

    home: Home
    manifest: Manifest
    catalog: Catalog
    vectors: Half

    def document(self, info: DocumentInfo) -> Document:
        """A document as it was ingested."""
        return Document(
            id=info.id,
            path=info.path,
            title=info.title,
            text=self.home.text(info.digest),
            digest=info.digest,
            sections=tuple(self.catalog.sections(info.id)),
            topic=info.topic,
            reviewed=info.reviewed,
            review_by=info.review_by,
            curated=info.curated,
        )

    def close(self) -> None:
        """Close its files."""
        self.catalog.close()


def open_live(home: Home, settings: IngestSettings) -> Live | None:
    """The live generation if a new one can take over from it, else None (then all is built anew)."""
    try:
        manifest = home.manifest(home.current())
        same = (
            manifest.fingerprint == fingerprint(settings.embedding_model)
            and manifest.splitter_version == SPLITTER_VERSION
            and manifest.chunk_pieces == settings.chunk_pieces
            and manifest.chroma_url == settings.chroma_url
        )
        if not same:
            return None
        folder = home.folder(manifest.name)
        return Live(home, manifest, Catalog(folder / "catalog.sqlite"), np.load(folder / "vectors.npy", mmap_mode="r"))
    except (CredenceError, OSError, ValueError):
        return None


def build_generation(
    home: Home, plan: Plan, live: Live | None, model: Embedder, settings: IngestSettings, notify: Notify
) -> Built:
    """Write a whole generation beside the live one and return its name; it is not switched to."""
    name = home.new_name()
    folder = home.folder(name)
    folder.mkdir(parents=True)
    rows = list(_chunk_rows(plan, model, settings))
    for item in plan.documents:
        home.store_text(item.document.text)
    embedded = _write_vectors(folder, rows, plan, live, model, notify)
    _write_lexical(folder, rows, plan, notify)
    _write_catalog(folder, rows, plan)
    _write_store(folder, name, rows, live, settings, model, notify)
    manifest = _manifest(name, rows, plan, settings, model)
    sync_folder(folder)
    home.write_manifest(manifest)
    return Built(name, manifest.sections, manifest.chunks, embedded)


def _chunk_rows(plan: Plan, model: Embedder, settings: IngestSettings) -> Iterator[ChunkRow]:
    limit = min(settings.chunk_pieces, model.max_pieces)
    row = vector = 0
    for item in plan.documents:
        asked = {section.id: section.asks for section in item.document.sections}
        for chunk in split(item.document, model.count, limit):
            asks = asked[chunk.section]
            yield ChunkRow(row, chunk, _key(item.document, chunk, asks), vector, len(asks))
            row += 1
            vector += 1 + len(chunk.units) + len(asks)


def _key(document: Document, chunk: Chunk, asks: Sequence[str]) -> str:
    units = [(u.start - chunk.start, u.end - chunk.start) for u in chunk.units]
    content = json.dumps([chunk.context, document.text[chunk.start : chunk.end], units, list(asks)])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _width(row: ChunkRow) -> int:
    return 1 + len(row.chunk.units) + row.questions


def _write_vectors(
    folder: Path, rows: Sequence[ChunkRow], plan: Plan, live: Live | None, model: Embedder, notify: Notify
) -> int:
    total = rows[-1].vector + _width(rows[-1]) if rows else 0
    target = np.lib.format.open_memmap(
        folder / "vectors.npy", mode="w+", dtype=np.float16, shape=(total, model.dimension)
    )
    before = {row.key: row for row in live.catalog.chunks()} if live else {}
    missing = []
    for row in rows:
        old = before.get(row.key)
        if old is None or live is None:
            missing.append(row)
        else:
            target[row.vector : row.vector + _width(row)] = live.vectors[old.vector : old.vector + _width(old)]
    _embed(target, missing, plan, model, notify)
    target.flush()
    return len(missing)


def _embed(target: Half, rows: Sequence[ChunkRow], plan: Plan, model: Embedder, notify: Notify) -> None:
    documents = {item.document.id: item.document for item in plan.documents}
    sections = {(d.id, s.id): s for d in documents.values() for s in d.sections}
    asks = [ask for row in rows for ask in sections[row.chunk.document, row.chunk.section].asks]
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        notify("Embedding", done, len(rows) + len(asks))

    found = model.encode_chunks([_chunk_text(documents[row.chunk.document], row.chunk) for row in rows], advance)
    questions = model.encode_questions(asks, advance)
    position = 0
    for row, vectors in zip(rows, found, strict=True):
        target[row.vector : row.vector + len(vectors)] = vectors
        start = row.vector + len(vectors)
        target[start : start + row.questions] = questions[position : position + row.questions]
        position += row.questions


def _chunk_text(document: Document, chunk: Chunk) -> ChunkText:
    units = tuple((u.start - chunk.start, u.end - chunk.start) for u in chunk.units)
    return ChunkText(chunk.context, document.text[chunk.start : chunk.end], units)


def _write_lexical(folder: Path, rows: Sequence[ChunkRow], plan: Plan, notify: Notify) -> None:
    documents = {item.document.id: item.document for item in plan.documents}
    sections = {(d.id, s.id): s for d in documents.values() for s in d.sections}
    texts, questions = [], []
    for number, row in enumerate(rows, 1):
        chunk = row.chunk
        body = documents[chunk.document].text[chunk.start : chunk.end]
        texts.append(tokens(f"{chunk.context}\n{body}"))
        questions.append(question_tokens(sections[chunk.document, chunk.section]))
        notify("Indexing words", number, len(rows))
    LexicalIndex.build(texts, folder / "lexical" / "text")
    LexicalIndex.build(questions, folder / "lexical" / "questions")


def question_tokens(section: Section) -> list[str]:
    """Tokens of the heading and of everything that a section is recorded to answer or to correct."""
    return tokens("\n".join([section.heading, *section.asks]))


def _write_catalog(folder: Path, rows: Sequence[ChunkRow], plan: Plan) -> None:
    writer = CatalogWriter(folder / "catalog.sqlite")
    for item in plan.documents:
        writer.add_document(item.document, item.plain_id, item.file_digest)
    writer.add_chunks(rows)
    writer.close()


def _write_store(
    folder: Path,
    name: str,
    rows: Sequence[ChunkRow],
    live: Live | None,
    settings: IngestSettings,
    model: Embedder,
    notify: Notify,
) -> None:
    """Bring the vector store in line: a copy of the live one with the difference applied."""
    before: dict[str, ChunkRow] = {}
    if live is not None and settings.chroma_url is None:
        before = {row.chunk.id: row for row in live.catalog.chunks()}
        shutil.copytree(live.home.folder(live.manifest.name) / "chroma", folder / "chroma")
    now = {row.chunk.id: row for row in rows}
    stale = [row for key, row in before.items() if key not in now or now[key].key != row.key]
    fresh = [row for key, row in now.items() if key not in before or before[key].key != row.key]
    vectors = np.load(folder / "vectors.npy", mmap_mode="r")
    store = VectorStore.open(folder / "chroma", settings.chroma_url, f"credence-{name}-")
    try:
        store.create({"fingerprint": model.fingerprint, "dimension": model.dimension, "generation": name})
        store.delete("chunks", [row.chunk.id for row in stale])
        store.delete("questions", [question_id(row, n) for row in stale for n in range(row.questions)])
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            notify("Storing vectors", done, len(fresh) + sum(row.questions for row in fresh))

        store.add("chunks", [row.chunk.id for row in fresh], _gather(vectors, [row.vector for row in fresh]), advance)
        asked = [(row, n) for row in fresh for n in range(row.questions)]
        places = [row.vector + 1 + len(row.chunk.units) + n for row, n in asked]
        store.add("questions", [question_id(row, n) for row, n in asked], _gather(vectors, places), advance)
    finally:
        store.close()


def question_id(row: ChunkRow, number: int) -> str:
    """Id of a section question's vector; what stands before the last `?` is the chunk's id."""
    return f"{row.chunk.id}?{number}"


def _gather(vectors: Half, places: Sequence[int]) -> Vectors:
    return np.asarray(vectors[np.asarray(places, dtype=np.int64)], dtype=np.float32)


def _manifest(name: str, rows: Sequence[ChunkRow], plan: Plan, settings: IngestSettings, model: Embedder) -> Manifest:
    base = Manifest(
        name=name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=settings.embedding_model,
        fingerprint=model.fingerprint,
        dimension=model.dimension,
        chunk_pieces=settings.chunk_pieces,
        paths=tuple(sorted({item.document.path for item in plan.documents})),
        documents={item.document.id: item.document.digest for item in plan.documents},
        chunks=len(rows),
        questions=sum(row.questions for row in rows),
        vectors=sum(_width(row) for row in rows),
        sections=sum(len(item.document.sections) for item in plan.documents),
        chroma_url=settings.chroma_url,
    )
    return replace(base, skipped=tuple({"path": item.path, "reason": item.reason} for item in plan.skipped))
