"""What an ingest has to do: which documents are new, changed, gone or the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.catalog import DocumentInfo
from ingest.documents import Skipped, SourceFile, cut
from ingest.drafts import Draft, read_draft
from ingest.duplicates import Duplicate, find_duplicates
from ingest.errors import DocumentError, InputError, printable
from ingest.furniture import NONE, Furniture, furniture
from ingest.live import Live
from ingest.readers import READERS_VERSION
from ingest.readers.isolated import ReaderProcess
from ingest.settings import IngestSettings
from ingest.stated import stated_for
from ingest.types import Document, Outline

Notify = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A document of the coming generation; `kept` when it is taken over as the live one has it."""

    document: Document
    plain_id: str
    file_digest: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents of the coming generation and how they differ from the live one's.

    `furniture` counts the blocks that were left out because most documents of their site repeat them.
    """

    documents: tuple[Planned, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    furniture: int = 0

    @property
    def nothing_to_do(self) -> bool:
        """Whether the live generation already is what was asked for."""
        return not (self.added or self.changed or self.removed)


@dataclass(slots=True)
class _Work:
    """Where planning stands: files that stay as they are, files that were read, files left out; by path."""

    live: Live | None
    known: Mapping[str, DocumentInfo]
    digests: dict[str, str] = field(default_factory=dict)
    kept: dict[str, DocumentInfo] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, file: SourceFile, error: DocumentError) -> None:
        """Leave a file out; its earlier version stays, so that a broken save takes no guidance away."""
        path = str(file.path)
        self.skipped.append(Skipped(path, str(error)))
        self.drafts.pop(path, None)
        if path in self.known:
            self.kept[path] = self.known[path]


def make_plan(files: Sequence[SourceFile], live: Live | None, settings: IngestSettings, notify: Notify) -> Plan:
    """Compare files with the live generation and read those that differ.

    A file that cannot be read is skipped and named.

    Raises:
        InputError: two documents share an id.
    """
    known = {info.path: info for info in live.catalog.documents()} if live else {}
    work = _Work(live, known)
    with ReaderProcess(settings.reader_seconds) as process:
        for number, file in enumerate(files, 1):
            _read(file, work, settings, process)
            notify("Reading documents", number, len(files))
        if live is not None and not work.drafts and work.kept.keys() == known.keys():
            return Plan((), unchanged=len(known), skipped=tuple(work.skipped))
        repeated = furniture(_outlines(work))
        _read_again(files, work, repeated, settings, process)
    return _compare(_planned(files, work, repeated), work)


def plan_without(live: Live, gone: frozenset[str]) -> Plan:
    """The live generation's documents without some, by id."""
    infos = [info for info in live.catalog.documents() if info.id not in gone]
    planned = tuple(Planned(live.document(info), info.plain_id, info.file_digest, kept=True) for info in infos)
    return Plan(planned, removed=tuple(sorted(gone)), unchanged=len(planned))


def _read(file: SourceFile, work: _Work, settings: IngestSettings, process: ReaderProcess) -> None:
    before = work.known.get(str(file.path))
    try:
        digest = _digest(file)
        work.digests[str(file.path)] = digest
        if before is not None and before.file_digest == digest:
            work.kept[str(file.path)] = before
        else:
            work.drafts[str(file.path)] = _draft(file, settings, process)
    except DocumentError as error:
        work.skip(file, error)


def _draft(file: SourceFile, settings: IngestSettings, process: ReaderProcess) -> Draft:
    return read_draft(file, settings.max_document_bytes, process, settings.max_document_chars)


def _digest(file: SourceFile) -> str:
    """A digest of all that a document is made from: its bytes, what is stated about it, our reader."""
    try:
        with file.path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{file.path} cannot be read ({reason}).", "Check its permissions.") from error
    stated = stated_for(file).model_dump(mode="json", exclude_none=True)
    made_from = json.dumps([content, stated, file.document_id, file.order, READERS_VERSION], sort_keys=True)
    return hashlib.sha256(made_from.encode("utf-8", "surrogatepass")).hexdigest()


def _outlines(work: _Work) -> list[Outline]:
    found = [draft.outline for draft in work.drafts.values()]
    if work.live is not None:
        before = work.live.catalog.outlines()
        found += [before[info.id] for info in work.kept.values()]
    return [outline for outline in found if outline is not None]


def _read_again(
    files: Sequence[SourceFile],
    work: _Work,
    repeated: Mapping[str, Furniture],
    settings: IngestSettings,
    process: ReaderProcess,
) -> None:
    """Read unchanged files anew whose furniture differs, because the documents around them changed."""
    before = work.live.catalog.outlines() if work.live else {}
    skipped = {item.path for item in work.skipped}
    for file in files:
        info = work.kept.get(str(file.path))
        outline = before.get(info.id) if info else None
        if outline is None or str(file.path) in skipped:
            continue
        if tuple(sorted(repeated.get(outline.site, NONE).intersection(outline.blocks))) != outline.dropped:
            try:
                work.drafts[str(file.path)] = _draft(file, settings, process)
                del work.kept[str(file.path)]
            except DocumentError as error:
                work.skip(file, error)


def _planned(files: Sequence[SourceFile], work: _Work, repeated: Mapping[str, Furniture]) -> list[Planned]:
    result: list[Planned] = []
    for file in files:
        draft = work.drafts.get(str(file.path))
        if draft is not None:
            site = draft.outline.site if draft.outline else ""
            try:
                document = cut(draft, repeated.get(site, NONE))
                result.append(Planned(document, file.document_id, work.digests[str(file.path)], kept=False))
            except DocumentError as error:
                work.skip(file, error)
        info = work.kept.get(str(file.path))
        if info is not None and work.live is not None:
            result.append(Planned(work.live.document(info), info.plain_id, info.file_digest, kept=True))
    _check_ids(result)
    return result


def _check_ids(planned: Sequence[Planned]) -> None:
    first: dict[str, str] = {}
    for item in planned:
        other = first.setdefault(item.document.id, item.document.path)
        if other != item.document.path:
            message = f"{other} and {item.document.path} have the same document id “{item.document.id}”."
            raise InputError(printable(message), "Rename one of them or change its `id`.")


def _compare(planned: list[Planned], work: _Work) -> Plan:
    before = {info.id for info in work.known.values()}
    now = {item.document.id for item in planned}
    fresh = [item.document.id for item in planned if not item.kept]
    documents = tuple(sorted(planned, key=lambda item: item.document.id))
    outlines = [item.document.outline for item in documents if item.document.outline]
    return Plan(
        documents=documents,
        added=tuple(sorted(i for i in fresh if i not in before)),
        changed=tuple(sorted(i for i in fresh if i in before)),
        removed=tuple(sorted(before - now)),
        unchanged=sum(item.kept for item in planned),
        skipped=tuple(work.skipped),
        duplicates=tuple(find_duplicates([item.document for item in documents])),
        furniture=len({(outline.site, block) for outline in outlines for block in outline.dropped}),
    )
