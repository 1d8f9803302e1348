"""Builds an index twice, here and on two Ray workers of which one dies, and writes down how the two differ.

Run by test_ray.py in a process of its own, as Ray opens sockets of its own.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np

from ingest.catalog import Catalog, ChunkRow
from ingest.cluster import ClusterEmbedder, Encoder
from ingest.generation import Home
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.fakes import FakeEmbedder


class Mortal(FakeEmbedder):
    """Ends its process in the middle of its first batch, once."""

    def __init__(self, marker: Path) -> None:
        super().__init__(dimension=384)
        self._marker = marker

    def encode_chunks(self, chunks, advance=None):
        if not self._marker.exists():
            self._marker.touch()
            os._exit(1)
        return super().encode_chunks(chunks, advance)


class Cluster(ClusterEmbedder):
    """The cluster's embedder with hashed words instead of a model on this side too."""

    def __init__(self, marker: Path) -> None:
        import ray

        import ingest.cluster as cluster

        cluster._connect(cluster.LOCAL, 2)
        here = FakeEmbedder(dimension=384)
        self.fingerprint, self.dimension, self.max_pieces = here.fingerprint, here.dimension, here.max_pieces
        self.count = here.count
        self._make = lambda: make(marker)
        self._workers = 2
        assert ray.is_initialized()


def make(marker: Path) -> Encoder:
    return Mortal(marker)


def contents(root: Path) -> tuple[list[ChunkRow], np.ndarray]:
    home = Home(root)
    folder = home.folder(home.current())
    catalog = Catalog(folder / "catalog.sqlite")
    rows = list(catalog.chunks())
    catalog.close()
    return rows, np.load(folder / "vectors.npy")


def main(folder: Path, work: Path) -> None:
    seen: list[int] = []
    local, spread = IngestSettings(home=work / "local"), IngestSettings(home=work / "spread")
    ingest([folder], local, embedder=lambda: FakeEmbedder(dimension=384))  # type: ignore[arg-type,return-value]
    marker = work / "died"
    ingest([folder], spread, embedder=lambda: Cluster(marker), notify=lambda step, done, total: seen.append(done))
    rows, vectors = contents(local.home)
    others, spread_vectors = contents(spread.home)
    (work / "found.json").write_text(
        json.dumps(
            {
                "chunks": len(rows),
                "questions": sum(row.questions for row in rows),
                "same_chunks": rows == others,
                "same_vectors": bool(np.array_equal(vectors, spread_vectors)),
                "a_worker_died": marker.exists(),
                "progress": len(seen),
            }
        ),
        "utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
