"""Exact neighbors in a generation small enough to keep its chunk and question vectors in memory.

One matrix product is faster than two graph searches there and misses nothing. Larger generations, and those on a
server, are searched by Chroma (store.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.catalog import Catalog
from ingest.embedder import Vectors

MOST = 50_000
"""Vectors of chunks and questions up to which a generation is searched exactly: 77 MB at 384 dimensions."""


class Exact:
    """The vectors of a generation's chunks and section questions, each with the id of its chunk."""

    def __init__(self, catalog: Catalog, vectors: NDArray[np.float16] | Vectors) -> None:
        """Read the vectors; `vectors` are all of the generation, as the catalog's rows number them."""
        ids, first, units, questions = catalog.places()
        owners = np.repeat(np.arange(len(ids)), questions)
        start = np.cumsum(questions) - questions
        asked = first[owners] + 1 + units[owners] + np.arange(len(owners)) - start[owners]
        self._ids = ids
        self._owners = {"chunks": np.arange(len(ids)), "questions": owners}
        self._vectors = {
            "chunks": np.asarray(vectors[first], dtype=np.float32),
            "questions": np.asarray(vectors[asked], dtype=np.float32),
        }

    def nearest(self, name: str, vectors: Vectors, k: int) -> list[list[str]]:
        """Ids of the chunks of the k nearest `chunks` or `questions` of each vector, nearest first, each once."""
        owners = self._owners[name]
        return [
            [self._ids[owner] for owner in dict.fromkeys(owners[_best(row, k)].tolist())]
            for row in vectors @ self._vectors[name].T
        ]


def _best(similarity: Vectors, k: int) -> NDArray[np.int64]:
    """Places of the k highest similarities, highest first."""
    if len(similarity) > k:
        places = np.argpartition(-similarity, k)[:k]
        return places[np.argsort(-similarity[places], kind="stable")]
    return np.argsort(-similarity, kind="stable")
