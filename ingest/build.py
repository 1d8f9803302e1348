"""Writing a generation beside the live one: only what differs from it is embedded."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.apart import write_store_apart
from ingest.catalog import CatalogWriter, ChunkRow
from ingest.durable import list_files, sync_tree
from ingest.embedder import fingerprint
from ingest.generation import Home, Manifest
from ingest.lexical import LexicalIndex, tokens, write_word_counts
from ingest.live import Live
from ingest.plan import Plan
from ingest.rows import Model, chunk_rows, width
from ingest.settings import IngestSettings
from ingest.types import Document, Section
from ingest.vectors import write_store, write_vectors

Notify = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A whole generation that is not live yet; `embedded` counts chunks that needed the model."""

    name: str
    sections: int
    chunks: int
    embedded: int


def build_generation(
    home: Home,
    plan: Plan,
    live: Live | None,
    model: Model,
    settings: IngestSettings,
    notify: Notify,
    *,
    untraced: bool = False,
) -> Built:
    """Write a whole generation and return its name; it is not switched to.

    Args:
        home: where to.
        plan: its documents.
        live: the generation to take over from, if it fits.
        model: gives the embedding model if something has to be embedded.
        settings: limits and the vector store's place.
        notify: told of progress.
        untraced: keep no trace of documents that the live generation holds and this one does not.
    """
    name = home.new_name()
    folder = home.folder(name)
    folder.mkdir(parents=True)
    try:
        rows = list(chunk_rows(plan, live, model, settings))
        for item in plan.documents:
            home.store_text(item.document.text)
        dimension, embedded = write_vectors(folder / "vectors.npy", rows, plan, live, model, notify)
        _write_lexical(folder, rows, plan, notify)
        _write_catalog(folder, rows, plan)
        if untraced:
            write_store_apart(folder, settings)
        else:
            write_store(folder, rows, live, settings, notify)
        sync_tree(folder)
        manifest = _manifest(folder, rows, plan, settings, dimension)
        home.write_manifest(manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Built(name, manifest.sections, manifest.chunks, embedded)


def _write_lexical(folder: Path, rows: Sequence[ChunkRow], plan: Plan, notify: Notify) -> None:
    documents = {item.document.id: item.document for item in plan.documents}
    sections = {(d.id, s.id): s for d in documents.values() for s in d.sections}
    texts, questions = [], []
    for number, row in enumerate(rows, 1):
        chunk = row.chunk
        texts.append(tokens(f"{chunk.context}\n{_body(documents, row)}"))
        questions.append(question_tokens(sections[chunk.document, chunk.section]))
        notify("Indexing words", number, len(rows))
    LexicalIndex.build(texts, folder / "lexical" / "text")
    LexicalIndex.build(questions, folder / "lexical" / "questions")
    write_word_counts(folder / "lexical" / "words.json", (_body(documents, row) for row in rows))


def _body(documents: dict[str, Document], row: ChunkRow) -> str:
    return documents[row.chunk.document].text[row.chunk.start : row.chunk.end]


def question_tokens(section: Section) -> list[str]:
    """Tokens of the heading and of everything that a section is recorded to answer or to correct."""
    return tokens("\n".join(dict.fromkeys([section.heading, *section.asks])))


def _write_catalog(folder: Path, rows: Sequence[ChunkRow], plan: Plan) -> None:
    writer = CatalogWriter(folder / "catalog.sqlite")
    try:
        for item in plan.documents:
            writer.add_document(item.document, item.plain_id, item.file_digest)
        writer.add_chunks(rows)
    finally:
        writer.close()


def _manifest(folder: Path, rows: Sequence[ChunkRow], plan: Plan, settings: IngestSettings, dimension: int) -> Manifest:
    return Manifest(
        name=folder.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        model=settings.embedding_model,
        fingerprint=fingerprint(settings.embedding_model),
        dimension=dimension,
        chunk_pieces=settings.chunk_pieces,
        paths=tuple(sorted({item.document.path for item in plan.documents})),
        documents={item.document.id: item.document.digest for item in plan.documents},
        chunks=len(rows),
        questions=sum(row.questions for row in rows),
        vectors=sum(width(row) for row in rows),
        sections=sum(len(item.document.sections) for item in plan.documents),
        chroma_url=settings.chroma_url,
        skipped=tuple({"path": item.path, "reason": item.reason} for item in plan.skipped),
        files=list_files(folder),
    )
