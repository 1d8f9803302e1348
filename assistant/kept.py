"""Vectors of texts that ship with the program, kept in the home folder from one start to the next.

Embedding the routes' examples takes longer than everything else of a start, and again after every switch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from ingest.durable import write_durably
from ingest.embedder import Embedder, Vectors

PREFIX = "examples-"


def kept_vectors(texts: Sequence[str], model: Embedder, home: Path | None) -> Vectors:
    """Vectors of texts, shape (len(texts), dimension): read if an earlier start kept them, else embedded and kept.

    The file is named after the model and the texts, and begins with the digest of its content: one for other texts or
    weights is never used, nor a damaged one. A home folder that cannot be written is no fault.
    """
    if home is None:
        return model.encode_questions(texts)
    asked = hashlib.sha256("\0".join([model.fingerprint, *texts]).encode()).hexdigest()
    path = home / f"{PREFIX}{asked[:16]}.bin"
    if (found := _read(path, (len(texts), model.dimension))) is not None:
        return found
    vectors = np.ascontiguousarray(model.encode_questions(texts), dtype="<f4")
    content = vectors.tobytes()
    with suppress(OSError):
        earlier = list(home.glob(f"{PREFIX}*.bin"))
        write_durably(path, hashlib.sha256(content).digest() + content)
        for other in earlier:
            other.unlink(missing_ok=True)
    return vectors


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    """The kept vectors; None when there are none or they are not whole."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:32], kept[32:]
    if hashlib.sha256(content).digest() != digest or len(content) != 4 * shape[0] * shape[1]:
        return None
    return np.frombuffer(content, dtype="<f4").reshape(shape)
