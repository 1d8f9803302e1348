"""The block structure of plain text: paragraphs, lists and likely headings, with exact offsets."""

from __future__ import annotations

import re

from ingest.markup import Block, BlockKind

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–]|\d{1,3}[.)]|\(?[a-z]\))[ \t]+")
_HEADING_END = re.compile(r"[.,;!)\"”]$")
MAX_HEADING_CHARS = 90


def plain_blocks(text: str) -> list[Block]:
    """List the blocks of a plain text in reading order.

    A heading is a short line that stands alone, begins with a capital or a digit and does not end
    like a sentence. Lines that begin with a bullet or a number are list items.
    """
    found: list[Block] = []
    for match in _PARAGRAPH.finditer(text):
        lines = _lines(text, match.start(), match.end())
        if len(lines) == 1 and _is_heading(text[lines[0][0] : lines[0][1]]):
            found.append(Block(BlockKind.HEADING, *lines[0], 2))
        else:
            found.extend(_paragraph_blocks(text, lines))
    return found


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        line = match.group()
        left = start + match.start() + len(line) - len(line.lstrip())
        lines.append((left, start + match.start() + len(line.rstrip())))
    return lines


def _is_heading(line: str) -> bool:
    return (
        3 <= len(line) <= MAX_HEADING_CHARS
        and (line[0].isupper() or line[0].isdigit())
        and not _HEADING_END.search(line)
        and not line.endswith(":")
        and not _BULLET.match(line)
        and any(character.isalpha() for character in line)
    )


def _paragraph_blocks(text: str, lines: list[tuple[int, int]]) -> list[Block]:
    result: list[Block] = []
    for start, end in lines:
        bullet = _BULLET.match(text, start, end)
        if bullet:
            result.append(Block(BlockKind.ITEM, bullet.end(), end, 1))
        elif result:
            last = result[-1]
            result[-1] = Block(last.kind, last.start, end, last.level)
        else:
            result.append(Block(BlockKind.PARAGRAPH, start, end))
    return [block for block in result if block.start < block.end]
