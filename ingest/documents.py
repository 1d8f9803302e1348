"""Drafts to documents: page furniture left out, cut into sections with their metadata."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.drafts import Draft, Pages, draft, read_draft
from ingest.errors import DocumentError
from ingest.files import Skipped, SourceFile, document_id, find_files
from ingest.furniture import NONE, Furniture, without, without_toggles
from ingest.markup import Block, BlockKind, units
from ingest.metadata import GuidanceBlock, read_guidance, to_sources
from ingest.readers import Extracted
from ingest.readers.isolated import ReaderProcess
from ingest.types import Document, Section, Source

__all__ = ["Skipped", "SourceFile", "build_document", "cut", "digest_of", "document_id", "find_files"]
__all__ += ["read_document", "slug"]


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


def build_document(extracted: Extracted, plain_id: str, path: str) -> Document:
    """Cut a text into sections and attach the metadata it carries.

    Raises:
        DocumentError: the metadata does not parse, or two sections share an id.
    """
    return cut(draft(extracted, plain_id, path))


def cut(draft: Draft, furniture: Furniture = NONE) -> Document:
    """Cut a draft into sections without the furniture.

    Raises:
        DocumentError: nothing is left, or two sections share an id.
    """
    front, stated, outline = draft.front, draft.stated, draft.outline
    repeated = furniture.intersection(outline.blocks) if outline else NONE
    left = draft.blocks if front else without_toggles(draft.text, without(draft.text, draft.blocks, repeated))
    sections = tuple(_sections(draft, left))
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


def _sections(draft: Draft, found: Sequence[Block]) -> Iterator[Section]:
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


def _by_heading(found: Sequence[Block]) -> Iterator[tuple[list[Block], list[Block]]]:
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
        curated=True,
    )
