"""An embedder for tests: the interface of `ingest.embedder.Embedder`, words hashed instead of a model."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

import numpy as np

from ingest.embedder import ChunkText, Vectors, fingerprint

WORD = re.compile(r"\w+")


class FakeEmbedder:
    """Each word has a fixed random direction; a text's vector is the sum of its words'.

    Same words, same vector; texts that share words are near each other. `chunks_seen` counts what
    was embedded, so that a test can say what an ingest had to pay for.
    """

    def __init__(self, dimension: int = 48, max_pieces: int = 256) -> None:
        self.fingerprint = fingerprint("default")
        self.dimension = dimension
        self.max_pieces = max_pieces
        self.chunks_seen = 0
        self.questions_seen = 0

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(WORD.findall(text)) for text in texts]

    def encode_questions(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        self.questions_seen += len(texts)
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            found[place] = self._vector(text)
        if advance:
            advance(len(texts))
        return found

    def encode_chunks(self, chunks: Sequence[ChunkText], advance: Callable[[int], None] | None = None) -> list[Vectors]:
        self.chunks_seen += len(chunks)
        if advance:
            advance(len(chunks))
        return [np.stack([self._vector(text) for text in _texts(chunk)]) for chunk in chunks]

    def _vector(self, text: str) -> Vectors:
        total = np.zeros(self.dimension, dtype=np.float32)
        for word in WORD.findall(text.lower()):
            total += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(self.dimension).astype(np.float32)
        norm = float(np.linalg.norm(total))
        return total / norm if norm else np.eye(1, self.dimension, dtype=np.float32)[0]


def _texts(chunk: ChunkText) -> list[str]:
    return [f"{chunk.context}\n{chunk.text}", *(chunk.text[start:end] for start, end in chunk.units)]
