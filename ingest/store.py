"""Chroma: the nearest chunks and section questions of a vector, embedded or on a server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from ingest.embedder import Vectors
from ingest.errors import CredenceError, IndexDamagedError, StoreUnavailableError

BATCH = 5000
SERVER_SECONDS = 20.0
"""A server that is silent for longer counts as gone."""

_SPACE = {"hnsw": {"space": "cosine", "ef_construction": 400, "ef_search": 800, "max_neighbors": 32}}


class VectorStore:
    """Two collections of one generation: `chunks` and `questions`.

    A question's id is `<chunk id>?<number>`, so that its hit leads to the chunk.
    """

    def __init__(self, client: Any, prefix: str, url: str | None = None) -> None:
        self._client = client
        self._prefix = prefix
        self._url = url
        self._collections: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}

    @classmethod
    def open(cls, folder: Path, url: str | None, prefix: str) -> VectorStore:
        """Open the store in a folder, or on a server under names that begin with `prefix`."""
        return cls(connect(url) if url else _embedded(folder), prefix if url else "", url)

    def create(self, metadata: dict[str, Any]) -> None:
        """Make the collections that do not exist yet."""
        with self._asking():
            for name in ("chunks", "questions"):
                self._collections[name] = self._client.get_or_create_collection(
                    f"{self._prefix}{name}", configuration=_SPACE, metadata=metadata, embedding_function=None
                )

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        """On a server, every fault is one that may pass; one of the embedded store stays as it is."""
        try:
            yield
        except CredenceError:
            raise
        except Exception as error:  # chromadb lets httpx's errors and its own through
            if self._url:
                raise unavailable(self._url, error) from error
            raise

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            try:
                self._collections[name] = self._client.get_collection(f"{self._prefix}{name}", embedding_function=None)
            except Exception as error:  # chromadb raises several unrelated types here
                if self._url and not _is_absent(error):
                    raise unavailable(self._url, error) from error
                remedy = "Run `credence ingest` to build the index again."
                raise IndexDamagedError(f"The vector store has no collection “{name}” ({error}).", remedy) from error
        return self._collections[name]

    def add(
        self, name: str, ids: Sequence[str], vectors: Vectors, advance: Callable[[int], None] | None = None
    ) -> None:
        """Add vectors under ids, in batches that Chroma takes."""
        self._sizes.pop(name, None)
        with self._asking():
            collection = self._collection(name)
            for start in range(0, len(ids), BATCH):
                part = slice(start, start + BATCH)
                collection.add(ids=list(ids[part]), embeddings=vectors[part])
                if advance:
                    advance(len(ids[part]))

    def delete(self, name: str, ids: Sequence[str]) -> None:
        """Remove vectors by id."""
        self._sizes.pop(name, None)
        with self._asking():
            collection = self._collection(name)
            for start in range(0, len(ids), BATCH):
                collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, name: str, vectors: Vectors, k: int) -> list[list[str]]:
        """Ids of the k nearest neighbours of each vector, nearest first.

        Raises:
            StoreUnavailableError: the store's server does not answer.
        """
        with self._asking():
            collection = self._collection(name)
            if name not in self._sizes:  # counting takes as long as searching
                self._sizes[name] = int(collection.count())
            k = min(k, self._sizes[name])
            if k == 0:
                return [[] for _ in vectors]
            found = collection.query(query_embeddings=np.asarray(vectors), n_results=k, include=[])
        return [list(ids) for ids in found["ids"]]

    def check(self, sizes: dict[str, int]) -> None:
        """Find out whether the collections can be read and have the sizes that they should.

        Raises:
            IndexDamagedError: one of them does not.
            StoreUnavailableError: the store's server does not answer.
        """
        remedy = "Run `credence ingest` to build the index again."
        for name, size in sizes.items():
            try:
                with self._asking():
                    found = self._sample(name, size)
            except CredenceError:
                raise
            except Exception as error:  # chromadb raises several unrelated types here
                raise IndexDamagedError(f"The vector store's “{name}” cannot be read ({error}).", remedy) from error
            if found != size:
                raise IndexDamagedError(f"The vector store's “{name}” has {found} vectors, not {size}.", remedy)

    def _sample(self, name: str, size: int) -> int:
        """Search a collection once, as a damaged graph shows only then; returns its size."""
        collection = self._collection(name)
        if size:
            sample = collection.peek(1)["embeddings"]
            collection.query(query_embeddings=np.asarray(sample), n_results=1, include=[])
        return int(collection.count())

    def ids(self, name: str) -> set[str]:
        """Every id of a collection."""
        with self._asking():
            collection = self._collection(name)
            total = collection.count()
            pages = [collection.get(limit=BATCH, offset=start, include=[]) for start in range(0, total, BATCH)]
        return {item for page in pages for item in page["ids"]}

    def close(self) -> None:
        """Give back threads and descriptors."""
        with contextlib.suppress(AttributeError):
            self._client.close()


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    try:
        return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    except Exception as error:  # a damaged folder surfaces as many types, Rust panics included
        remedy = "Run `credence ingest` to build the index again."
        raise IndexDamagedError(f"The vector store cannot be opened ({error}).", remedy) from error


def connect(url: str) -> Any:
    """A client of a Chroma server.

    Raises:
        StoreUnavailableError: it does not answer.
    """
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        client = chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 8000),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except Exception as error:  # connection errors come as ValueError and others
        raise unavailable(url, error) from error
    session = getattr(getattr(client, "_server", None), "_session", None)
    if session is not None:  # chromadb waits for ever and has no setting for it
        session.timeout = SERVER_SECONDS
    return client


def unavailable(url: str, error: Exception) -> CredenceError:
    """The fault of a server that does not do what it should now."""
    reason = f"{type(error).__name__}: {error}".strip(": ")
    message = f"The Chroma server at {url} does not answer as it should ({reason})."
    return StoreUnavailableError(message, "Ask again in a moment; start it with `chroma run` if it is down.")


def _is_absent(error: Exception) -> bool:
    """Whether a server said that there is no such collection."""
    from chromadb.errors import NotFoundError

    return isinstance(error, NotFoundError)
