"""Generations of the index on disk: naming, opening, switching, pruning.

HOME/CURRENT                       name of the live generation, replaced by an atomic rename
HOME/texts/ab/abcdef….txt          document texts by digest, shared by all generations
HOME/generations/NAME/manifest.json   written last: a folder without it is an unfinished build
                      catalog.sqlite  vectors.npy  lexical/{text,questions}/  chroma/
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.documents import digest_of
from ingest.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from ingest.splitter import SPLITTER_VERSION

FORMAT_VERSION = 1
INGEST = "Run `credence ingest` first."
REBUILD = "Run `credence ingest` to build it again."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and how it was built; counts are checked by `credence index verify`."""

    name: str
    created: str
    model: str
    fingerprint: str
    dimension: int
    chunk_pieces: int
    paths: tuple[str, ...]
    documents: dict[str, str]
    chunks: int
    questions: int
    vectors: int
    sections: int
    chroma_url: str | None = None
    splitter_version: int = SPLITTER_VERSION
    format_version: int = FORMAT_VERSION
    skipped: tuple[dict[str, str], ...] = field(default_factory=tuple)


class Home:
    """The folder of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current_file = root / "CURRENT"
        self.generations = root / "generations"
        self.texts = root / "texts"

    def current(self) -> str:
        """Name of the live generation.

        Raises:
            IndexMissingError: there is none yet.
        """
        try:
            name = self.current_file.read_text("utf-8").strip()
        except FileNotFoundError:
            raise IndexMissingError(f"There is no index in {self.root} yet.", INGEST) from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexDamagedError(f"{self.current_file} cannot be read ({error}).", REBUILD) from error
        if not name or "/" in name or "\\" in name or name.startswith("."):
            raise IndexDamagedError(f"{self.current_file} does not name a generation.", REBUILD)
        return name

    def folder(self, name: str) -> Path:
        """Folder of a generation."""
        return self.generations / name

    def manifest(self, name: str) -> Manifest:
        """Manifest of a generation.

        Raises:
            IndexDamagedError: it is missing or unreadable.
            IndexMismatchError: it has another format.
        """
        path = self.folder(name) / "manifest.json"
        try:
            data: dict[str, Any] = json.loads(path.read_text("utf-8"))
            if data.get("format_version") != FORMAT_VERSION:
                message = f"The index was built in format {data.get('format_version')}, not {FORMAT_VERSION}."
                raise IndexMismatchError(message, REBUILD)
            data["paths"] = tuple(data["paths"])
            data["skipped"] = tuple(data["skipped"])
            return Manifest(**data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamagedError(f"The index {name} has no readable manifest.", REBUILD) from error

    def finished(self) -> list[Manifest]:
        """Manifests of all whole generations, newest first."""
        found = []
        for folder in sorted(self.generations.glob("*"), reverse=True):
            with contextlib.suppress(IndexDamagedError, IndexMismatchError):
                found.append(self.manifest(folder.name))
        return found

    def new_name(self) -> str:
        """A name that sorts after all earlier ones."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
        return f"g{stamp}"

    def switch(self, name: str) -> None:
        """Make a whole generation the live one; a crash leaves the old or the new, never neither."""
        write_durably(self.current_file, name + "\n")

    def write_manifest(self, manifest: Manifest) -> None:
        """Write a manifest, which declares its generation whole."""
        path = self.folder(manifest.name) / "manifest.json"
        write_durably(path, json.dumps(asdict(manifest), indent=1, sort_keys=True))

    def store_text(self, text: str) -> str:
        """Keep a document's text under its digest, once; returns the digest."""
        digest = digest_of(text)
        path = self.text_path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(path, text)
        return digest

    def text_path(self, digest: str) -> Path:
        """Where a text of some digest is kept."""
        hexadecimal = digest.removeprefix("sha256:")
        return self.texts / hexadecimal[:2] / f"{hexadecimal}.txt"

    def text(self, digest: str) -> str:
        """A stored text.

        Raises:
            IndexDamagedError: it is missing.
        """
        try:
            data = self.text_path(digest).read_bytes()
        except OSError as error:
            raise IndexDamagedError(f"The stored text {digest[:19]}… is missing.", REBUILD) from error
        return data.decode("utf-8", "surrogatepass")

    def prune(self, keep: int) -> list[str]:
        """Delete unfinished builds and all but the `keep` newest generations, then unused texts.

        The live generation always stays. Returns the names that went.
        """
        live = self.current()
        whole = [manifest.name for manifest in self.finished()]
        kept = {live, *[name for name in whole if name != live][: keep - 1]}
        gone = [folder.name for folder in self.generations.glob("*") if folder.name not in kept]
        for name in gone:
            shutil.rmtree(self.folder(name), ignore_errors=True)
        self._prune_texts({digest for name in kept for digest in self.manifest(name).documents.values()})
        return gone

    def _prune_texts(self, used: set[str]) -> None:
        paths = {self.text_path(digest) for digest in used}
        for path in self.texts.glob("*/*.txt"):
            if path not in paths:
                path.unlink(missing_ok=True)


def write_durably(path: Path, text: str) -> None:
    """Write a file so that a crash leaves the old content or the new, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(text.encode("utf-8", "surrogatepass"))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable (POSIX; elsewhere the rename itself is)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
