"""What a start works out of the program's own texts and the index, kept in the home folder for the next start.

Embedding the routes' examples and fitting the router to them take longer than everything else of a start, and again
after every switch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from ingest.durable import write_durably
from ingest.embedder import Embedder, Vectors


def kept_vectors(texts: Sequence[str], model: Embedder, home: Path | None) -> Vectors:
    """Vectors of texts, shape (len(texts), dimension): read if an earlier start kept them, else embedded and kept."""
    asked = "\0".join([model.fingerprint, *texts]).encode()
    return kept_table("examples", [asked], (len(texts), model.dimension), lambda: model.encode_questions(texts), home)


def kept_table(
    name: str, inputs: Sequence[bytes], shape: tuple[int, int], make: Callable[[], Vectors], home: Path | None
) -> Vectors:
    """What `make` returns, a table of float32 of this shape: read if an earlier start kept it, else made and kept.

    The file is named after all that the table depends on, `inputs`, and begins with the digest of its content: one for
    other inputs is never used, nor a damaged one. A home folder that cannot be written is no fault.
    """
    if home is None:
        return make()
    digest = hashlib.sha256()
    for part in inputs:
        digest.update(part)
    path = home / f"{name}-{digest.hexdigest()[:16]}.bin"
    if (found := _read(path, shape)) is not None:
        return found
    table = np.ascontiguousarray(make(), dtype="<f4")
    content = table.tobytes()
    with suppress(OSError):
        earlier = list(home.glob(f"{name}-*.bin"))
        write_durably(path, hashlib.sha256(content).digest() + content)
        for other in earlier:
            other.unlink(missing_ok=True)
    return table


def _read(path: Path, shape: tuple[int, int]) -> Vectors | None:
    """The kept table; None when there is none or it is not whole."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, content = kept[:32], kept[32:]
    if hashlib.sha256(content).digest() != digest or len(content) != 4 * shape[0] * shape[1]:
        return None
    return np.frombuffer(content, dtype="<f4").reshape(shape)
