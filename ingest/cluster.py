"""Embedding on a Ray cluster: the interface of `Embedder`, with chunks and questions spread over workers by Ray Data.

Files are read, split and numbered here, as in a local build, so that chunks and ids are the same byte for
byte. The work of a worker that is lost is done again by another one.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from ingest.embedder import Advance, ChunkText, Embedder, Vectors
from ingest.errors import InputError, SettingsError
from ingest.settings import IngestSettings

LOCAL = "local"
BATCH = 64
FEW = 2 * BATCH
"""Chunks that are embedded here, as sending them away would take longer."""


class Encoder(Protocol):
    """What a worker needs of an embedder."""

    def encode_chunks(self, chunks: Sequence[ChunkText], advance: Advance | None = None) -> list[Vectors]:
        """For each chunk its vectors."""

    def encode_questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """For each question its vector."""


class ClusterEmbedder(Embedder):
    """An embedder whose chunks and questions are encoded by the workers of a cluster; the rest is done here."""

    def __init__(
        self,
        settings: IngestSettings,
        address: str = LOCAL,
        workers: int | None = None,
        make: Callable[[], Encoder] | None = None,
    ) -> None:
        """Load the model here and connect to the cluster.

        Args:
            settings: which model, and how many chunks at once.
            address: of the cluster; `local` starts workers on this machine.
            workers: how many; default: one for each CPU of the cluster.
            make: makes a worker's embedder, there; default: by settings.

        Raises:
            SettingsError: Ray is not installed.
            InputError: the cluster cannot be reached.
        """
        _connect(address, workers)
        super().__init__(settings.embedding_model, settings.batch_size)
        model, size = settings.embedding_model, settings.batch_size
        self._make = make or (lambda: Embedder(model, size))
        self._workers = workers

    def encode_chunks(self, chunks: Sequence[ChunkText], advance: Advance | None = None) -> list[Vectors]:
        """For each chunk an array of shape (1 + units, dimension): its own vector, then each unit's."""
        if len(chunks) <= FEW:
            return super().encode_chunks(chunks, advance)
        return encode_on_cluster(chunks, self._make, self._workers, advance)

    def encode_questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Vectors of questions, shape (len(texts), dimension)."""
        if len(texts) <= FEW:
            return super().encode_questions(texts, advance)
        return np.concatenate(encode_on_cluster(texts, self._make, self._workers, advance))


def encode_on_cluster(
    items: Sequence[ChunkText] | Sequence[str],
    make: Callable[[], Encoder],
    workers: int | None = None,
    advance: Advance | None = None,
) -> list[Vectors]:
    """Encode chunks or questions on the cluster that this process is connected to; in their order."""
    import ray
    import ray.data

    ray.data.DataContext.get_current().enable_progress_bars = False  # progress is ours to show
    count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    order = sorted(range(len(items)), key=lambda i: -_length(items[i]))  # like lengths together: little padding
    rows = [{"place": place, "item": pickle.dumps(items[place])} for place in order]
    blocks = max(count, len(rows) // (4 * BATCH))
    encoded = ray.data.from_items(rows, override_num_blocks=blocks).map_batches(
        _Worker,
        fn_constructor_args=(make,),
        batch_size=BATCH,
        compute=ray.data.ActorPoolStrategy(size=count),
        num_cpus=1,
    )
    found: list[Vectors | None] = [None] * len(items)
    for row in encoded.iter_rows():
        found[int(row["place"])] = np.frombuffer(row["vectors"], dtype=np.float32).reshape(int(row["height"]), -1)
        if advance:
            advance(1)
    return [vectors for vectors in found if vectors is not None]


class _Worker:
    """Lives in a process of the cluster and keeps its model."""

    def __init__(self, make: Callable[[], Encoder]) -> None:
        self._encoder = make()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        items = [pickle.loads(item) for item in batch["item"]]
        if isinstance(items[0], str):
            vectors = [row[None] for row in self._encoder.encode_questions(items)]
        else:
            vectors = self._encoder.encode_chunks(items)
        heights = np.asarray([len(rows) for rows in vectors])
        packed = np.asarray([np.ascontiguousarray(rows, dtype=np.float32).tobytes() for rows in vectors], dtype=object)
        return {"place": batch["place"], "height": heights, "vectors": packed}


def _length(item: ChunkText | str) -> int:
    return len(item if isinstance(item, str) else item.text)


def _connect(address: str, workers: int | None) -> None:
    try:
        import ray
    except ImportError as error:
        raise SettingsError("Ray is not installed.", "Install credence-img[ray], or leave out --ray.") from error
    if ray.is_initialized():
        return
    try:
        if address == LOCAL:
            # Nobody else may reach workers of this machine.
            ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
        else:
            ray.init(address=address, log_to_driver=False)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        remedy = "Check the address (host:port, ray://host:10001 or auto), or use --ray local."
        raise InputError(f"The Ray cluster {address} cannot be reached ({error}).", remedy) from error
