"""Writing so that a crash at any point leaves the old state or the new, whole."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def size_of(path: Path) -> int | None:
    """Bytes of a file; None if it cannot be found."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def list_files(folder: Path) -> dict[str, list[int | str]]:
    """Size and SHA-256 of every file of a generation but Chroma's, which change when it is opened."""
    found: dict[str, list[int | str]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] != "chroma"):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[path.relative_to(folder).as_posix()] = [path.stat().st_size, digest]
    return found


def write_durably(path: Path, content: str | bytes) -> None:
    """Write a file so that a crash leaves the old content or the new, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Make everything in a folder durable, before it is declared whole."""
    for place, _, names in os.walk(folder):
        for name in names:
            with Path(place, name).open("rb+") as file:
                os.fsync(file.fileno())
        sync_folder(Path(place))


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (POSIX; elsewhere the rename itself is)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
