"""Which files an ingest takes in, and the id that each document gets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.corpus import is_shipped
from ingest.errors import InputError, printable
from ingest.readers import reader_for

_DROPPED_SUFFIXES = (".md", ".txt", ".markdown", ".text")
_README = re.compile(r"^readme\.(md|txt)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to ingest and the id that its document gets unless the front matter names one.

    `root` is the named path that it was found under, `order` the place of that path among those named,
    the shipped guidance before all others.
    """

    path: Path
    document_id: str
    root: Path | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why."""

    path: str
    reason: str


def find_files(paths: Iterable[Path]) -> list[SourceFile]:
    """List the readable files under some paths, sorted, each once.

    Hidden files and folders, README files and symbolic links that lead outside or in circles are
    left out.

    Raises:
        InputError: a path does not exist.
    """
    found: dict[Path, SourceFile] = {}
    for order, path in enumerate(sorted(paths, key=lambda path: not is_shipped(path))):
        if not path.exists():
            raise InputError(f"{printable(str(path))} does not exist.", "Name a file or a folder with guidance.")
        for file in _walk(path):
            relative = file.relative_to(path) if path.is_dir() else PurePath(file.name)
            root = path if path.is_dir() else path.parent
            found.setdefault(file.resolve(), SourceFile(file, document_id(relative), root, order))
    return sorted(found.values(), key=lambda item: item.document_id)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    root = path.resolve()
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or _README.match(name) or reader_for(file) is None:
                continue
            if _is_inside(file, root):
                yield file


def _is_inside(file: Path, root: Path) -> bool:
    try:
        return file.is_file() and file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a circle of links, or a file that vanished meanwhile
        return False


def document_id(relative: PurePath) -> str:
    """The id of a plain document: its path without `.md` or `.txt`; other extensions stay."""
    text = printable(relative.as_posix())
    return text[: -len(relative.suffix)] if relative.suffix.lower() in _DROPPED_SUFFIXES else text
