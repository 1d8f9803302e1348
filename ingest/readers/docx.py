"""Word documents: headings, lists and tables in reading order, as Markdown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import DocumentError
from ingest.readers.base import Extracted

MAX_UNPACKED = 300_000_000
MAX_MEMBERS = 10_000
_HEADING = re.compile(r"^Heading (\d)$")


@dataclass(frozen=True, slots=True)
class DocxReader:
    """Word's .docx."""

    suffixes: frozenset[str] = field(default=frozenset({".docx"}))
    isolated: bool = True

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Read a document's body; headers, footers and comments stay out."""
        _check_archive(data, name)
        import docx

        try:
            document = docx.Document(io.BytesIO(data))
            lines = list(_blocks(document, document.iter_inner_content()))
            title = document.core_properties.title.strip() or None
        except Exception as error:  # python-docx lets errors of lxml, zipfile and its own package part through
            raise DocumentError(f"{name} is no whole Word document ({type(error).__name__}).", _REMEDY) from error
        text = "\n".join(lines).strip()
        if not text:
            raise DocumentError(f"{name} holds no text.", _REMEDY)
        return Extracted(f"{text}\n", markdown=True, title=title, converted=True)


_REMEDY = "Open it in Word and save it again as .docx."


def _check_archive(data: bytes, name: str) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError(f"{name} is no Word document.", _REMEDY) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise DocumentError(f"{name} unpacks to {unpacked:,} bytes, more than {MAX_UNPACKED:,}.", _REMEDY)


def _blocks(document: Any, content: Any) -> Iterator[str]:
    in_list = False
    for block in content:
        if hasattr(block, "rows"):
            yield from ("", *_table(block), "")
            continue
        text = " ".join(block.text.split())
        if not text:
            continue
        mark = _mark(block)
        is_item = mark.lstrip().startswith("- ")
        if not (is_item and in_list):
            yield ""
        in_list = is_item
        yield mark + text


def _mark(paragraph: Any) -> str:
    """What stands in front of a paragraph in Markdown: heading marks, a bullet or nothing."""
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _HEADING.match(style)
    if heading or style == "Title":
        return "#" * min(int(heading.group(1)) if heading else 1, 6) + " "
    level = _list_level(paragraph)
    return "" if level is None else "  " * level + "- "


def _list_level(paragraph: Any) -> int | None:
    properties = paragraph._p.pPr
    numbering = properties.numPr if properties is not None else None
    if numbering is not None and (numbering.numId is None or numbering.numId.val):
        return min(int(numbering.ilvl.val), 8) if numbering.ilvl is not None else 0
    style = paragraph.style.name if paragraph.style is not None else ""
    match = re.match(r"^List (?:Bullet|Number|Paragraph)(?: (\d))?$", style)
    return None if match is None or style == "List Paragraph" else int(match.group(1) or 1) - 1


def _table(table: Any) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        cells: list[str] = []
        seen: set[Any] = set()
        for cell in row.cells:
            if cell._tc in seen:  # a merged cell comes once for each column it spans
                continue
            seen.add(cell._tc)
            cells.append(" ".join(cell.text.split()).replace("|", "/"))
        yield "| " + " | ".join(cells) + " |"
        if number == 0:
            yield "|" + " --- |" * len(cells)
