"""Generations of the index on disk: naming, opening, switching, pruning.

HOME/CURRENT                       name of the live generation, replaced by an atomic rename
HOME/PREVIOUS                      names that were live before, the latest first; rollback goes to them
HOME/snapshots/                    pages that were fetched by address, with their sidecars
HOME/texts/ab/abcdef….txt          document texts by digest, shared by all generations
HOME/generations/NAME/manifest.json   written last: a folder without it is an unfinished build
                      catalog.sqlite  vectors.npy  lexical/{text,questions}/  chroma/
"""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.documents import digest_of
from ingest.durable import size_of, write_durably
from ingest.errors import IndexDamagedError, IndexMismatchError, IndexMissingError, InputError
from ingest.splitter import SPLITTER_VERSION

FORMAT_VERSION = 2
INGEST = "Run `credence ingest` first."
REBUILD = "Run `credence ingest` to build it again."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds and how it was built.

    `files` gives size and SHA-256 of the files that never change again (Chroma's own are not among
    them); sizes are checked when the generation is opened, digests by `credence index verify`.
    """

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
    files: dict[str, list[int | str]] = field(default_factory=dict)


class Home:
    """The folder of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.current_file = root / "CURRENT"
        self.previous_file = root / "PREVIOUS"
        self.generations = root / "generations"
        self.texts = root / "texts"
        self.snapshots = root / "snapshots"

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
        if not _is_name(name):
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
            data["files"] = {str(path): [int(size), str(digest)] for path, (size, digest) in data["files"].items()}
            return Manifest(**data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise IndexDamagedError(f"The index {name} has no readable manifest.", REBUILD) from error

    def has(self, name: str) -> bool:
        """Whether a whole generation of that name is here."""
        return _is_name(name) and (self.folder(name) / "manifest.json").exists()

    def damage(self, manifest: Manifest) -> str | None:
        """What is missing of a generation or has another size, found without reading it; None if nothing is."""
        folder = self.folder(manifest.name)
        for name, (size, _) in manifest.files.items():
            if size_of(folder / name) != size:
                return f"its file {name} is missing or cut short"
        for document, digest in manifest.documents.items():
            if size_of(self.text_path(digest)) is None:
                return f"the stored text of {document} is missing"
        return None

    def finished(self) -> list[Manifest]:
        """Manifests of all whole generations, newest first."""
        found = []
        for folder in sorted(self.generations.glob("*"), reverse=True):
            with contextlib.suppress(IndexDamagedError, IndexMismatchError):
                found.append(self.manifest(folder.name))
        return found

    def earlier(self) -> list[Manifest]:
        """Whole generations that were live before the live one, the latest first.

        A generation that was rolled back or never switched to is not among them.
        """
        try:
            names = self.previous_file.read_text("utf-8").split()
        except (OSError, UnicodeDecodeError):
            names = []
        try:
            live = self.current()
        except (IndexDamagedError, IndexMissingError):
            live = ""
        found = []
        for name in (name for name in names if _is_name(name) and name != live):
            with contextlib.suppress(IndexDamagedError, IndexMismatchError):
                found.append(self.manifest(name))
        return found

    def new_name(self) -> str:
        """A name that sorts after all earlier ones."""
        stamp = f"g{datetime.now(UTC).strftime('%Y%m%dT%H%M%S%f')[:-3]}"
        last = max((folder.name for folder in self.generations.glob("g*")), default="")
        return stamp if stamp > last else f"{last}x"  # the clock was set back, or two came within a millisecond

    def switch(self, name: str) -> None:
        """Make a whole generation the live one; a crash leaves the old or the new, never neither."""
        names = [manifest.name for manifest in self.earlier()]
        with contextlib.suppress(IndexMissingError, IndexDamagedError):
            names.insert(0, self.current())
        self._switch(name, [other for other in names if other != name])

    def roll_back(self) -> tuple[str, str]:
        """Make the generation before the live one live again.

        Returns:
            The name that is live now and the one that was.

        Raises:
            InputError: there is none before.
        """
        live, earlier = self.current(), [manifest.name for manifest in self.earlier()]
        if not earlier:
            raise InputError("There is no earlier generation to go back to.", "Run `credence ingest` instead.")
        self._switch(earlier[0], earlier[1:])
        return earlier[0], live

    def _switch(self, name: str, previous: list[str]) -> None:
        write_durably(self.previous_file, "".join(f"{other}\n" for other in previous))
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
        """Delete all generations but the live one and the `keep` - 1 that were live before it, then unused texts.

        Returns the names that went.
        """
        kept = {self.current(), *[manifest.name for manifest in self.earlier()][: keep - 1]}
        gone = [folder.name for folder in self.generations.glob("*") if folder.name not in kept]
        for name in gone:
            (self.folder(name) / "manifest.json").unlink(missing_ok=True)  # a half-deleted one must not look whole
            shutil.rmtree(self.folder(name), ignore_errors=True)
        self._prune_texts({digest for name in kept for digest in self.manifest(name).documents.values()})
        return gone

    def clear_unfinished(self) -> None:
        """Delete what killed builds left behind; only for the holder of the lock."""
        for folder in self.generations.glob("*"):
            if not (folder / "manifest.json").exists():
                shutil.rmtree(folder, ignore_errors=True)
        for path in self.root.glob(".*.tmp"):
            path.unlink(missing_ok=True)

    def _prune_texts(self, used: set[str]) -> None:
        paths = {self.text_path(digest) for digest in used}
        for path in self.texts.glob("*/*"):
            if path not in paths:
                path.unlink(missing_ok=True)


def _is_name(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set(name) & set("/\\\n\0")
