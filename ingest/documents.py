"""Files to documents: find them, read them, cut them into sections."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from ingest.errors import DocumentError, InputError
from ingest.markup import Block, BlockKind, blocks, units
from ingest.metadata import FrontMatter, GuidanceBlock, front_title, read_front_matter, read_guidance, to_sources
from ingest.plaintext import plain_blocks
from ingest.readers import Extracted, reader_for
from ingest.types import Document, Section, Source

_DROPPED_SUFFIXES = (".md", ".txt", ".markdown", ".text")
_README = re.compile(r"^readme\.(md|txt)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to ingest and the id that its document gets unless the front matter names one."""

    path: Path
    document_id: str


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
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist.", "Name a file or a folder with guidance.")
        for file in _walk(path):
            relative = file.relative_to(path) if path.is_dir() else PurePath(file.name)
            found.setdefault(file.resolve(), SourceFile(file, document_id(relative)))
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
            if file.is_file() and file.resolve().is_relative_to(root):
                yield file


def document_id(relative: PurePath) -> str:
    """The id of a plain document: its path without `.md` or `.txt`; other extensions stay."""
    text = relative.as_posix()
    return text[: -len(relative.suffix)] if relative.suffix.lower() in _DROPPED_SUFFIXES else text


def digest_of(text: str) -> str:
    """`sha256:<hex>` of a text's UTF-8 form."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(file: SourceFile, max_bytes: int) -> Document:
    """Read one file into a document with its sections.

    Raises:
        DocumentError: the file is too large, unreadable, empty or malformed.
    """
    reader = reader_for(file.path)
    if reader is None:
        raise DocumentError(f"{file.path} has no reader.", "Convert it to Markdown or text.")
    try:
        size = file.path.stat().st_size
        if size > max_bytes:
            remedy = "Split it, or raise CREDENCE_MAX_DOCUMENT_BYTES."
            raise DocumentError(f"{file.path} has {size:,} bytes, more than {max_bytes:,}.", remedy)
        data = file.path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{file.path} cannot be read ({reason}).", "Check its permissions.") from error
    try:
        return build_document(reader.read(data, str(file.path)), file.document_id, str(file.path))
    except DocumentError as error:
        if str(file.path) in error.message:
            raise
        raise DocumentError(f"{file.path}: {error.message}", error.remedy) from error


def build_document(extracted: Extracted, plain_id: str, path: str) -> Document:
    """Cut a text into sections and attach the metadata it carries.

    Raises:
        DocumentError: the metadata does not parse, or two sections share an id.
    """
    text = extracted.text
    front, body = read_front_matter(text) if extracted.markdown else (None, 0)
    found = blocks(text, body) if extracted.markdown else plain_blocks(text)
    title = front.title if front else _plain_title(extracted, found) or PurePath(plain_id).stem
    sections = tuple(_sections(text, found, title, front, extracted.pages))
    if not sections:
        raise DocumentError(f"{path} holds no text that could be quoted.", "Add text to it or remove it.")
    return Document(
        id=front.id if front else plain_id,
        path=path,
        title=title,
        text=text,
        digest=digest_of(text),
        sections=sections,
        topic=front.topic if front else None,
        reviewed=front.reviewed if front else None,
        review_by=front.review_by if front else None,
        curated=front is not None,
    )


def _plain_title(extracted: Extracted, found: list[Block]) -> str | None:
    named = extracted.title or front_title(extracted.text)
    text = extracted.text
    return named or next((text[b.start : b.end] for b in found if b.kind is BlockKind.HEADING), None)


def _sections(
    text: str, found: list[Block], title: str, front: FrontMatter | None, pages: tuple[tuple[int, int], ...]
) -> Iterator[Section]:
    sources = to_sources(front.sources) if front else {}
    taken: set[str] = set()
    for headings, members in _by_heading(found):
        path = tuple(text[h.start : h.end] for h in headings)
        quotable = units(text, members)
        if not quotable:
            continue
        heading = path[-1] if path else title
        guidance = _guidance(text, members, heading) if front else None
        section = Section(
            id=_section_id(guidance, heading, taken),
            heading=heading,
            path=tuple(part for part in path if part != title),
            start=quotable[0].start,
            end=quotable[-1].end,
            units=quotable,
            page=_page(pages, quotable[0].start),
        )
        yield _with_guidance(section, guidance, sources) if guidance else section


def _by_heading(found: list[Block]) -> Iterator[tuple[list[Block], list[Block]]]:
    headings: list[Block] = []
    members: list[Block] = []
    for block in found:
        if block.kind is BlockKind.HEADING:
            yield headings, members
            headings = [h for h in headings if h.level < block.level] + [block]
            members = []
        else:
            members.append(block)
    yield headings, members


def _guidance(text: str, members: list[Block], heading: str) -> GuidanceBlock | None:
    comments = (text[b.start : b.end] for b in members if b.kind is BlockKind.COMMENT)
    return next((g for g in (read_guidance(comment, heading) for comment in comments) if g), None)


def _section_id(guidance: GuidanceBlock | None, heading: str, taken: set[str]) -> str:
    wanted = guidance.id if guidance else slug(heading)
    if guidance and wanted in taken:
        raise DocumentError(f"two sections have the id “{wanted}”.", "Give each section an id of its own.")
    unique, number = wanted, 2
    while unique in taken:
        unique, number = f"{wanted}-{number}", number + 1
    taken.add(unique)
    return unique


def slug(heading: str) -> str:
    """A heading as an id: lower-case words joined by hyphens, at most 80 characters."""
    return re.sub(r"[\W_]+", "-", heading.lower()).strip("-")[:80].strip("-") or "section"


def _page(pages: tuple[tuple[int, int], ...], offset: int) -> int | None:
    if not pages:
        return None
    return pages[max(bisect_right(pages, (offset, 1 << 30)) - 1, 0)][1]


def _with_guidance(section: Section, guidance: GuidanceBlock, sources: dict[str, Source]) -> Section:
    missing = [key for key in guidance.sources if key not in sources]
    if missing:
        remedy = "Add it to the front matter or correct the section."
        raise DocumentError(f"section “{section.id}” names the unknown source “{missing[0]}”.", remedy)
    own = tuple(sources[key] for key in guidance.sources)
    dates = [source.as_of for source in own if source.as_of]
    return replace(
        section,
        sources=own,
        as_of=guidance.as_of or (min(dates) if dates else None),
        volatile=guidance.volatile,
        applies_to={key: tuple(values) for key, values in guidance.applies_to.items()},
        family=guidance.family,
        questions=guidance.question_tuple(),
        misconceptions=guidance.misconception_tuple(),
        keep_with_next=tuple(guidance.keep_with_next),
        not_covered=guidance.not_covered,
    )
