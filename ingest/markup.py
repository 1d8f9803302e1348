"""The block structure of Markdown with exact character offsets.

markdown-it-py says on which lines each block stands; everything else is arithmetic on those lines.
The text is never rewritten, so a span always reproduces the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from ingest.sentences import sentence_spans
from ingest.types import Unit, UnitKind


class BlockKind(StrEnum):
    """What a block of Markdown is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE_HEADER = "table_header"
    ROW = "row"
    COMMENT = "comment"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A block and its span in the text; `level` is the heading level or the depth of a list item."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


_MARKER = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]*|[ \t]+#*[ \t]*$")
_TABLE_RULE = re.compile(r"^[ \t|:\-]+$")


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("table")


def line_starts(text: str) -> list[int]:
    """Offset of each line's first character, and the text's length at the end."""
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", text))
    if starts[-1] != len(text):
        starts.append(len(text))
    return starts


def blocks(text: str, start: int = 0) -> list[Block]:
    """List the blocks of a Markdown text from offset `start` on, in reading order."""
    body = text[start:]
    starts = [start + offset for offset in line_starts(body)]
    found: list[Block] = []
    depth = 0
    tokens = _parser().parse(body)
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            depth += 1
        elif token.type == "list_item_close":
            depth -= 1
        if token.map is None:
            continue
        first = starts[token.map[0]]
        last = starts[min(token.map[1], len(starts) - 1)]
        kind = _kind(token.type, depth, tokens[index - 1].type if index else "")
        if kind is BlockKind.TABLE_HEADER:
            found.extend(_table(text, first, last))
        elif kind is not None:
            found.append(_trimmed(text, Block(kind, first, last, _level(token, depth))))
    return [block for block in found if block.start < block.end]


def _kind(token: str, depth: int, before: str) -> BlockKind | None:
    if token == "paragraph_open":
        return BlockKind.ITEM if depth and before == "list_item_open" else BlockKind.PARAGRAPH
    kinds = {
        "heading_open": BlockKind.HEADING,
        "table_open": BlockKind.TABLE_HEADER,
        "html_block": BlockKind.COMMENT,
        "fence": BlockKind.CODE,
        "code_block": BlockKind.CODE,
    }
    return kinds.get(token)


def _level(token: Any, depth: int) -> int:
    return int(token.tag[1]) if token.type == "heading_open" else depth


def _table(text: str, start: int, end: int) -> list[Block]:
    rows: list[Block] = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        if _TABLE_RULE.match(line) and rows:
            continue
        kind = BlockKind.ROW if rows else BlockKind.TABLE_HEADER
        rows.append(_trimmed(text, Block(kind, start + match.start(), start + match.end())))
    return rows


def _trimmed(text: str, block: Block) -> Block:
    start, end = block.start, block.end
    if block.kind is BlockKind.ITEM:
        marker = _MARKER.match(text, start, end)
        start = marker.end() if marker else start
    if block.kind is BlockKind.HEADING:
        line_end = text.find("\n", start, end)
        end = line_end if line_end >= 0 else end
        opening = _HEADING.match(text, start, end)
        start = opening.end() if opening and opening.end() > start else start
        end = start + len(re.sub(r"[ \t]+#*[ \t]*$", "", text[start:end]))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Block(block.kind, start, end, block.level)


def units(text: str, section_blocks: list[Block]) -> tuple[Unit, ...]:
    """Turn the blocks of one section into quotable units, each with the stem that it needs.

    An item hangs on the item above it that introduces deeper ones ("… must:"), else on the line before its list.
    """
    result: list[Unit] = []
    stem: int | None = None
    header: int | None = None
    parents: list[tuple[int, int]] = []
    for block in section_blocks:
        if block.kind is BlockKind.TABLE_HEADER:
            header = len(result)
            result.append(Unit(block.start, block.end, UnitKind.ROW))
        elif block.kind is BlockKind.ROW:
            result.append(Unit(block.start, block.end, UnitKind.ROW, header))
        elif block.kind is BlockKind.ITEM:
            parents = [(level, unit) for level, unit in parents if level < block.level]
            found = _item_units(text, block, parents[-1][1] if parents else stem)
            result.extend(found)
            if found and text[found[-1].end - 1] == ":":
                parents.append((block.level, len(result) - 1))
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.CODE):
            spans = sentence_spans(text[block.start : block.end], block.start)
            result.extend(Unit(start, end) for start, end in spans)
            if spans and block.level == 0:
                stem = len(result) - 1 if text[spans[-1][1] - 1] == ":" else None
                parents = []
    return tuple(result)


def _item_units(text: str, block: Block, stem: int | None) -> list[Unit]:
    spans = sentence_spans(text[block.start : block.end], block.start)
    return [Unit(start, end, UnitKind.ITEM, stem) for start, end in spans]
