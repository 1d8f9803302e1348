"""One generation, open for questions, and the handle that follows a switch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import Catalog, ChunkRow, DocumentInfo
from ingest.embedder import Vectors, fingerprint
from ingest.errors import CredenceError, IndexDamagedError, IndexMismatchError
from ingest.exact import MOST, Exact
from ingest.generation import REBUILD, Home, Manifest
from ingest.lexical import LexicalIndex, read_word_counts
from ingest.rows import width
from ingest.settings import IngestSettings
from ingest.splitter import SPLITTER_VERSION
from ingest.store import VectorStore
from ingest.switch import Switch
from ingest.types import Section


class Index:
    """A whole generation. Nothing of it changes while it is open."""

    def __init__(self, home: Home, manifest: Manifest, settings: IngestSettings) -> None:
        """Open every part of a generation.

        Raises:
            IndexDamagedError: a part is missing or does not agree with the manifest.
            IndexMismatchError: another model or splitter built it.
        """
        _check_built_as(manifest, settings)
        folder = home.folder(manifest.name)
        damage = home.damage(manifest)
        if damage:
            raise IndexDamagedError(f"The index {manifest.name} is damaged: {damage}.", REBUILD)
        self._home = home
        self.manifest = manifest
        self.catalog = Catalog(folder / "catalog.sqlite")
        try:
            self._open_parts(folder, settings)
        except BaseException:
            self.catalog.close()
            raise
        self.text = lru_cache(maxsize=512)(self._text)

    def _open_parts(self, folder: Path, settings: IngestSettings) -> None:
        manifest = self.manifest
        try:
            self.vectors: NDArray[np.float16] | Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
            self.words = LexicalIndex.open(folder / "lexical" / "text", manifest.chunks)
            self.asked = LexicalIndex.open(folder / "lexical" / "questions", manifest.chunks)
            self.word_counts = read_word_counts(folder / "lexical" / "words.json")
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamagedError(f"A part of the index {manifest.name} is unreadable ({error}).", REBUILD) from error
        if self.catalog.rows != manifest.chunks or len(self.vectors) != manifest.vectors:
            raise IndexDamagedError(f"The parts of the index {manifest.name} do not fit together.", REBUILD)
        self.store = VectorStore.open(folder / "chroma", settings.chroma_url, f"credence-{manifest.name}-")
        try:
            self.store.check({"chunks": manifest.chunks, "questions": manifest.questions})
        except CredenceError:
            self.store.close()
            raise
        if manifest.vectors <= MOST:  # widening the few of each question anew takes longer than all the rest of reading
            self.vectors = np.asarray(self.vectors, dtype=np.float32)
        small = settings.chroma_url is None and manifest.chunks + manifest.questions <= MOST
        self._exact = Exact(self.catalog, self.vectors) if small else None

    @property
    def name(self) -> str:
        """Name of the generation."""
        return self.manifest.name

    def _text(self, document: str) -> str:
        return self._home.text(self.manifest.documents[document])

    def stored(self, digest: str) -> str:
        """The stored text of a digest."""
        return self._home.text(digest)

    def section_of(self, row: ChunkRow) -> Section:
        """The section that a chunk belongs to."""
        return self.catalog.section(row.chunk.document, row.chunk.section)

    def document_of(self, row: ChunkRow) -> DocumentInfo:
        """The document that a chunk belongs to."""
        return self.catalog.document(row.chunk.document)

    def vectors_of(self, row: ChunkRow) -> Vectors:
        """Shape (1 + units + questions, dimension): the chunk's vector, its units', its questions'."""
        return np.asarray(self.vectors[row.vector : row.vector + width(row)], dtype=np.float32)

    def stacked(self, rows: Sequence[ChunkRow]) -> Vectors:
        """`vectors_of` each row, one below the other, read at once."""
        first, widths = np.array([(row.vector, width(row)) for row in rows]).T
        before = np.cumsum(widths) - widths
        places = np.repeat(first - before, widths) + np.arange(widths.sum())
        return np.asarray(self.vectors[places], dtype=np.float32)

    def holds(self, token: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some chunks hold a token in their text or recorded questions, shape of `rows`."""
        return self.words.holds(token, rows) | self.asked.holds(token, rows)

    def nearest(self, name: str, vectors: Vectors, k: int) -> list[list[str]]:
        """Chunk ids nearest to each vector, by chunk vectors or by section questions, each id once."""
        if self._exact is not None:
            return self._exact.nearest(name, vectors, k)
        found = self.store.nearest(name, vectors, k)
        return [
            list(dict.fromkeys(item.rsplit("?", 1)[0] if name == "questions" else item for item in ids))
            for ids in found
        ]

    def close(self) -> None:
        """Give back files, threads and descriptors; the mapped files now, not when the garbage is next collected."""
        self.store.close()
        self.catalog.close()
        del self.vectors, self.words, self.asked, self.text, self._exact


def _check_built_as(manifest: Manifest, settings: IngestSettings) -> None:
    if manifest.splitter_version != SPLITTER_VERSION:
        message = f"The index was cut by splitter version {manifest.splitter_version}, not {SPLITTER_VERSION}."
        raise IndexMismatchError(message, REBUILD)
    if manifest.fingerprint != fingerprint(settings.embedding_model):
        message = f"The index was built with the embedding model “{manifest.model}”, not “{settings.embedding_model}”."
        raise IndexMismatchError(
            message, "Set CREDENCE_EMBEDDING_MODEL to it, or run `credence ingest` to build again."
        )


class IndexHandle:
    """Gives the live generation and reopens after a switch; the old one closes when unused."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._home = Home(settings.home)
        self._lock = threading.Lock()
        self._users: dict[str, int] = {}
        self._open: dict[str, Index] = {}
        self._instead: dict[str, str] = {}  # a damaged generation: the one that answers in its place
        self._switch = Switch(settings.chroma_url) if settings.chroma_url else None
        self.warning: str | None = None

    def acquire(self) -> Index:
        """The live generation, for one question; give it back with `release`.

        A damaged live generation is answered from the newest whole one, with `warning` set.

        Raises:
            CredenceError: there is none that can be opened.
        """
        with self._lock:
            live = self._live()
            name = self._instead.get(live, live)
            if name not in self._open:
                index = self._load(live)
                name = index.name
                self._open[name] = index
            self._users[name] = self._users.get(name, 0) + 1
            self._close_unused(name)
            return self._open[name]

    def _live(self) -> str:
        try:
            return self._followed() or self._home.current()
        except IndexDamagedError:
            if self._home.earlier():
                return ""  # no generation has this name, so that an earlier one answers
            raise

    def _followed(self) -> str | None:
        """The generation that is live on the server, once this home folder has it too."""
        name = self._switch.live() if self._switch else None
        return name if name and self._home.has(name) else None

    def release(self, index: Index) -> None:
        """Say that a question no longer uses a generation."""
        with self._lock:
            self._users[index.name] -= 1
            self._close_unused(self._newest())

    def _newest(self) -> str:
        return next(reversed(self._open))

    def _load(self, name: str) -> Index:
        try:
            index = Index(self._home, self._home.manifest(name), self._settings)
            self.warning = None
        except IndexDamagedError as damaged:
            index = self._fall_back(damaged)
            self._instead = {name: index.name}
        return index

    def _fall_back(self, damaged: IndexDamagedError) -> Index:
        for manifest in self._home.earlier():
            if manifest.name in self._open:
                return self._open[manifest.name]
            try:
                index = Index(self._home, manifest, self._settings)
            except CredenceError:
                continue
            self.warning = f"The newest index is damaged; answers come from the one of {manifest.created[:10]}."
            return index
        raise damaged

    def _close_unused(self, live: str) -> None:
        for name in [n for n in self._open if n != live and not self._users.get(n)]:
            self._open.pop(name).close()
            self._users.pop(name, None)

    def close(self) -> None:
        """Close everything that is open."""
        with self._lock:
            for index in self._open.values():
                index.close()
            self._open.clear()
            self._users.clear()
            if self._switch:
                self._switch.close()
