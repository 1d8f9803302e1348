"""Files to documents: read them, leave page furniture out, cut them into sections."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from ingest.errors import DocumentError
from ingest.files import Skipped, SourceFile, document_id, find_files
from ingest.furniture import NONE, Furniture, outline_of, without
from ingest.markup import Block, BlockKind, blocks, units
from ingest.metadata import (
    FrontMatter,
    GuidanceBlock,
    front_title,
    read_front_matter,
    read_guidance,
    saved_page,
    to_sources,
)
from ingest.plaintext import plain_blocks
from ingest.readers import Extracted, reader_for
from ingest.readers.isolated import ReaderProcess
from ingest.stated import NOTHING, Stated, stated_for, stated_in
from ingest.types import Document, Outline, Section, Source

__all__ = ["Draft", "Skipped", "SourceFile", "build_document", "cut", "digest_of", "document_id", "draft", "find_files"]
__all__ += ["read_document", "read_draft", "slug"]

Pages = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is read but not cut into sections yet."""

    plain_id: str
    path: str
    text: str
    title: str
    blocks: tuple[Block, ...]
    front: FrontMatter | None
    pages: Pages
    stated: Stated
    outline: Outline | None
    order: int = 0


def digest_of(text: str) -> str:
    """`sha256:<hex>` of a text's UTF-8 form."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(file: SourceFile, max_bytes: int) -> Document:
    """Read one file by itself into a document with its sections.

    Raises:
        DocumentError: the file is too large, unreadable, empty or malformed.
    """
    with ReaderProcess(seconds=300) as process:
        return cut(read_draft(file, max_bytes, process))


def read_draft(file: SourceFile, max_bytes: int, process: ReaderProcess, max_chars: int | None = None) -> Draft:
    """Read one file, with what is stated about it.

    Args:
        file: the file.
        max_bytes: the most that it may have.
        process: where readers run that are kept apart.
        max_chars: the most that its text may have; default: no limit beside `max_bytes`.

    Raises:
        DocumentError: the file is too large, unreadable, empty or malformed.
    """
    try:
        stated = stated_for(file)
        extracted = _extracted(file, max_bytes, process, stated.encoding)
        if max_chars is not None and len(extracted.text) > max_chars:
            message = f"{file.path} has {len(extracted.text):,} characters of text, more than {max_chars:,}."
            raise DocumentError(message, "Split it, or raise CREDENCE_MAX_DOCUMENT_CHARS.")
        return draft(extracted, file.document_id, str(file.path), stated, file.order)
    except DocumentError as error:
        raise _naming(file.path, error) from error


def _naming(path: Path, error: DocumentError) -> DocumentError:
    return error if str(path) in error.message else DocumentError(f"{path}: {error.message}", error.remedy)


def _extracted(file: SourceFile, max_bytes: int, process: ReaderProcess, encoding: str | None) -> Extracted:
    reader = reader_for(file.path)
    if reader is None:
        raise DocumentError(f"{file.path} has no reader.", "Convert it to Markdown or text.")
    try:
        size = file.path.stat().st_size
        if size > max_bytes:
            remedy = "Split it, or raise CREDENCE_MAX_DOCUMENT_BYTES."
            raise DocumentError(f"{file.path} has {size:,} bytes, more than {max_bytes:,}.", remedy)
        if reader.isolated:
            return process.read(file.path, encoding)
        return reader.read(file.path.read_bytes(), str(file.path), encoding)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DocumentError(f"{file.path} cannot be read ({reason}).", "Check its permissions.") from error


def build_document(extracted: Extracted, plain_id: str, path: str) -> Document:
    """Cut a text into sections and attach the metadata it carries.

    Raises:
        DocumentError: the metadata does not parse, or two sections share an id.
    """
    return cut(draft(extracted, plain_id, path))


def draft(extracted: Extracted, plain_id: str, path: str, stated: Stated = NOTHING, order: int = 0) -> Draft:
    """Find the blocks of a text and the metadata it carries.

    Raises:
        DocumentError: the metadata does not parse.
    """
    text = extracted.text
    own = extracted.markdown and not extracted.converted
    front, body = read_front_matter(text) if own else (None, 0)
    saved_title, saved_url, body = saved_page(text, body) if own and not front else (None, None, body)
    if own and not front:
        stated = stated.over(stated_in(text))
        stated = stated.over(NOTHING.model_copy(update={"url": saved_url} if saved_url else {}))
    found = blocks(text, body) if extracted.markdown else plain_blocks(text)
    title = front.title if front else stated.title or saved_title or _plain_title(extracted, found)
    site = urlsplit(stated.url).netloc if stated.url else PurePath(path).parent.as_posix()
    return Draft(
        plain_id=plain_id,
        path=path,
        text=text,
        title=title or PurePath(plain_id).stem,
        blocks=tuple(found),
        front=front,
        pages=extracted.pages,
        stated=stated,
        outline=None if front else outline_of(text, found, site),
        order=order,
    )


def _plain_title(extracted: Extracted, found: list[Block]) -> str | None:
    named = extracted.title or (None if extracted.converted else front_title(extracted.text))
    text = extracted.text
    return named or next((text[b.start : b.end] for b in found if b.kind is BlockKind.HEADING), None)


def cut(draft: Draft, furniture: Furniture = NONE) -> Document:
    """Cut a draft into sections without the furniture.

    Raises:
        DocumentError: nothing is left, or two sections share an id.
    """
    front, stated, outline = draft.front, draft.stated, draft.outline
    repeated = furniture.intersection(outline.blocks) if outline else NONE
    sections = tuple(_sections(draft, without(draft.text, draft.blocks, repeated)))
    if not sections:
        raise DocumentError(f"{draft.path} holds no text that could be quoted.", "Add text to it or remove it.")
    return Document(
        id=front.id if front else draft.plain_id,
        path=draft.path,
        title=draft.title,
        text=draft.text,
        digest=digest_of(draft.text),
        sections=sections,
        topic=front.topic if front else stated.topic,
        reviewed=front.reviewed if front else stated.reviewed,
        review_by=front.review_by if front else stated.review_by,
        curated=front is not None,
        precedence=draft.order if stated.precedence is None else stated.precedence,
        outline=replace(outline, dropped=tuple(sorted(repeated))) if outline else None,
    )


def _sections(draft: Draft, found: list[Block]) -> Iterator[Section]:
    text, title, front = draft.text, draft.title, draft.front
    sources = to_sources(front.sources) if front else {}
    source = None if front else draft.stated.source
    taken: dict[str, int] = {}
    for headings, members in _by_heading(found):
        path = tuple(text[h.start : h.end] for h in headings)
        quotable = units(text, members)
        if not quotable:
            continue
        heading = path[-1] if path else title
        guidance = _guidance(text, members, heading) if front else None
        start, end = quotable[0].start, quotable[-1].end
        page, page_starts = _pages(draft.pages, start, end)
        section = Section(
            id=_section_id(guidance, heading, taken),
            heading=heading,
            path=tuple(part for part in path if part != title),
            start=start,
            end=end,
            units=quotable,
            sources=(source,) if source else (),
            as_of=source.as_of if source else None,
            page=page,
            page_starts=page_starts,
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


def _section_id(guidance: GuidanceBlock | None, heading: str, taken: dict[str, int]) -> str:
    wanted = guidance.id if guidance else slug(heading)
    if guidance and wanted in taken:
        raise DocumentError(f"two sections have the id “{wanted}”.", "Give each section an id of its own.")
    unique, number = wanted, taken.get(wanted, 1)
    while unique in taken:
        number += 1
        unique = f"{wanted}-{number}"
    taken[wanted] = number
    taken.setdefault(unique, 1)
    return unique


def slug(heading: str) -> str:
    """A heading as an id: lower-case words joined by hyphens, at most 80 characters."""
    return re.sub(r"[\W_]+", "-", heading.lower()).strip("-")[:80].strip("-") or "section"


def _pages(pages: Pages, start: int, end: int) -> tuple[int | None, Pages]:
    """The page that a section begins on, and the pages that it runs over when they are several."""
    if not pages:
        return None, ()
    first = max(bisect_right(pages, (start, 1 << 30)) - 1, 0)
    last = max(bisect_right(pages, (end - 1, 1 << 30)) - 1, 0)
    return pages[first][1], pages[first : last + 1] if last > first else ()


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
