"""The live generation, as far as a build takes over from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import Catalog, DocumentInfo
from ingest.embedder import fingerprint
from ingest.errors import CredenceError, IndexDamagedError
from ingest.generation import Home, Manifest
from ingest.settings import IngestSettings
from ingest.splitter import SPLITTER_VERSION
from ingest.types import Document


@dataclass(frozen=True, slots=True)
class Live:
    """A generation open for taking documents, chunks and vectors over."""

    home: Home
    manifest: Manifest
    catalog: Catalog
    vectors: NDArray[np.float16]

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
            precedence=info.precedence,
            outline=self.catalog.outline(info.id),
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
        if not same or home.damage(manifest):
            return None
        return _open(home, manifest)
    except (CredenceError, OSError, ValueError):
        return None


def _open(home: Home, manifest: Manifest) -> Live:
    folder = home.folder(manifest.name)
    catalog = Catalog(folder / "catalog.sqlite")
    try:
        vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        if catalog.rows != manifest.chunks or len(vectors) != manifest.vectors:
            raise IndexDamagedError("The parts of the index do not fit together.", "Run `credence ingest`.")
    except BaseException:
        catalog.close()
        raise
    return Live(home, manifest, catalog, vectors)
