"""Reading an index back: every stored text, offset, digest and count must agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.catalog import Catalog, ChunkRow
from ingest.documents import digest_of
from ingest.durable import list_files
from ingest.errors import CredenceError
from ingest.generation import Home, Manifest
from ingest.lexical import LexicalIndex
from ingest.settings import IngestSettings
from ingest.store import VectorStore


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was read and what does not agree."""

    generation: str
    documents: int
    chunks: int
    problems: tuple[str, ...]


def verify_index(settings: IngestSettings) -> VerifyReport:
    """Check the live generation against itself.

    Raises:
        IndexMissingError: there is none.
        IndexDamagedError: it has no readable manifest or catalog.
    """
    home = Home(settings.home)
    manifest = home.manifest(home.current())
    folder = home.folder(manifest.name)
    catalog = Catalog(folder / "catalog.sqlite")
    rows = list(catalog.chunks())
    problems = [
        *_files(home, manifest),
        *_texts(home, manifest, catalog, rows),
        *_arrays(home, manifest, rows),
        *_vectors(home, manifest, rows, settings),
    ]
    catalog.close()
    return VerifyReport(manifest.name, len(manifest.documents), len(rows), tuple(problems))


def _files(home: Home, manifest: Manifest) -> list[str]:
    now = list_files(home.folder(manifest.name))
    return [f"Its file {name} is missing or changed." for name, was in manifest.files.items() if now.get(name) != was]


def _texts(home: Home, manifest: Manifest, catalog: Catalog, rows: list[ChunkRow]) -> list[str]:
    problems = []
    texts: dict[str, str] = {}
    for document, digest in manifest.documents.items():
        try:
            texts[document] = home.text(digest)
        except CredenceError as error:
            problems.append(f"{document}: {error.message}")
            continue
        if digest_of(texts[document]) != digest:
            problems.append(f"{document}: its stored text does not have the digest {digest[:19]}….")
    listed = {info.id for info in catalog.documents()}
    problems += [
        f"{document}: in the manifest but not in the catalog." for document in set(manifest.documents) - listed
    ]
    for row in rows:
        chunk, text = row.chunk, texts.get(row.chunk.document, "")
        inside = 0 <= chunk.start < chunk.end <= len(text)
        units = all(chunk.start <= u.start < u.end <= chunk.end and text[u.start : u.end].strip() for u in chunk.units)
        if not (inside and units):
            problems.append(f"{chunk.id}: its offsets do not fit the stored text.")
    return problems


def _arrays(home: Home, manifest: Manifest, rows: list[ChunkRow]) -> list[str]:
    folder = home.folder(manifest.name)
    problems = []
    if len(rows) != manifest.chunks:
        problems.append(f"The catalog has {len(rows)} chunks, the manifest {manifest.chunks}.")
    try:
        vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        if vectors.shape != (manifest.vectors, manifest.dimension):
            problems.append(f"The vector file has shape {vectors.shape}.")
        elif not np.isfinite(np.asarray(vectors, dtype=np.float32)).all():
            problems.append("The vector file holds values that are no numbers.")
    except (OSError, ValueError) as error:
        problems.append(f"The vector file cannot be read ({error}).")
    for name in ("text", "questions"):
        try:
            index = LexicalIndex.open(folder / "lexical" / name, len(rows))
            if len(index.scores(list(index.vocabulary)[:1])) != len(rows):
                problems.append(f"The lexical index “{name}” covers another number of chunks.")
        except (OSError, ValueError, KeyError) as error:
            problems.append(f"The lexical index “{name}” cannot be read ({error}).")
    return problems


def _vectors(home: Home, manifest: Manifest, rows: list[ChunkRow], settings: IngestSettings) -> list[str]:
    problems = []
    store = VectorStore.open(home.folder(manifest.name) / "chroma", settings.chroma_url, f"credence-{manifest.name}-")
    try:
        expected = {
            "chunks": {row.chunk.id for row in rows},
            "questions": {f"{row.chunk.id}?{n}" for row in rows for n in range(row.questions)},
        }
        for name, ids in expected.items():
            if store.ids(name) != ids:
                problems.append(f"The vector store's “{name}” do not have the ids of the catalog.")
    finally:
        store.close()
    return problems
