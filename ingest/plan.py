"""What an ingest has to do: which documents are new, changed, gone or the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.build import Live
from ingest.catalog import DocumentInfo
from ingest.documents import Skipped, SourceFile, read_document
from ingest.errors import DocumentError, InputError
from ingest.settings import IngestSettings
from ingest.types import Document


@dataclass(frozen=True, slots=True)
class Planned:
    """A document of the coming generation; `kept` when it is taken over as the live one has it."""

    document: Document
    plain_id: str
    file_digest: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents of the coming generation and how they differ from the live one's."""

    documents: tuple[Planned, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether the live generation already is what was asked for."""
        return not (self.added or self.changed or self.removed)


def make_plan(
    files: Sequence[SourceFile],
    live: Live | None,
    settings: IngestSettings,
    notify: Callable[[str, int, int], None],
) -> Plan:
    """Compare files with the live generation and read those that differ.

    A file that cannot be read is skipped and named; if the live generation holds an earlier version
    of it, that version is kept, so that a broken save does not take guidance away.

    Raises:
        InputError: two documents share an id.
    """
    known = {info.plain_id: info for info in live.catalog.documents()} if live else {}
    planned: list[Planned] = []
    skipped: list[Skipped] = []
    for number, file in enumerate(files, 1):
        before = known.get(file.document_id)
        try:
            planned.append(_plan_file(file, before, live, settings))
        except DocumentError as error:
            skipped.append(Skipped(str(file.path), str(error)))
            if before is not None and live is not None:
                planned.append(Planned(live.document(before), before.plain_id, before.file_digest, kept=True))
        notify("Reading documents", number, len(files))
    _check_ids(planned)
    return _compare(planned, known, skipped)


def _plan_file(file: SourceFile, before: DocumentInfo | None, live: Live | None, settings: IngestSettings) -> Planned:
    digest = _file_digest(file)
    if before is not None and live is not None and before.file_digest == digest:
        return Planned(live.document(before), file.document_id, digest, kept=True)
    document = read_document(file, settings.max_document_bytes)
    return Planned(document, file.document_id, digest, kept=False)


def _file_digest(file: SourceFile) -> str:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{file.path} cannot be read ({reason}).", "Check its permissions.") from error


def _check_ids(planned: Sequence[Planned]) -> None:
    first: dict[str, str] = {}
    for item in planned:
        other = first.setdefault(item.document.id, item.document.path)
        if other != item.document.path:
            message = f"{other} and {item.document.path} have the same document id “{item.document.id}”."
            raise InputError(message, "Rename one of them or change its `id`.")


def _compare(planned: list[Planned], known: dict[str, DocumentInfo], skipped: list[Skipped]) -> Plan:
    before = {info.id for info in known.values()}
    now = {item.document.id for item in planned}
    fresh = [item.document.id for item in planned if not item.kept]
    return Plan(
        documents=tuple(sorted(planned, key=lambda item: item.document.id)),
        added=tuple(sorted(i for i in fresh if i not in before)),
        changed=tuple(sorted(i for i in fresh if i in before)),
        removed=tuple(sorted(before - now)),
        unchanged=sum(item.kept for item in planned),
        skipped=tuple(skipped),
    )
