"""The block structure of plain text: paragraphs, lists and likely headings, with exact offsets."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.markup import Block, BlockKind

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_BULLET = re.compile(r"[ \t]*(?:[-*+•◦▪‣·–]|\d{1,3}[.)]|\(?[a-z]\))[ \t]+")
_HEADING_END = re.compile(r"[.,;!)\"”]$")
_NUMBERED = re.compile(r"\d{1,2}[.)][ \t]+(?=\S)")
_COMMENT_FORM = re.compile(r"^(?:Comments|Leave a (?:Reply|Comment)|Post a Comment)[ \t]*$", re.MULTILINE)
MAX_HEADING_CHARS = 90
MAX_FORM_CHARS = 1000
MIN_CAPTION_CHARS = 8
MAX_CAPTION_CHARS = 400


def plain_blocks(text: str) -> list[Block]:
    """List the blocks of a plain text in reading order.

    A heading is a short line that stands alone, begins with a capital or a digit and does not end
    like a sentence; a number before it makes no list item of it when no other number stands next to
    it. Other lines that begin with a bullet or a number are list items. What a saved page leaves of its
    pictures (captions said twice) and of its comment form is no part of the text.
    """
    found: list[Block] = []
    paragraphs = [_lines(text, *match.span()) for match in _PARAGRAPH.finditer(text, 0, _end(text))]
    numbered = [len(lines) == 1 and bool(_NUMBERED.match(text[slice(*lines[0])])) for lines in paragraphs]
    for place, lines in enumerate(paragraphs):
        first = text[slice(*lines[0])]
        if _is_caption([text[slice(*line)] for line in lines]):
            continue
        alone = numbered[place] and not any(numbered[max(place - 1, 0) : place]) and not any(numbered[place + 1 :][:1])
        if len(lines) == 1 and _is_heading(_NUMBERED.sub("", first) if alone else first):
            found.append(Block(BlockKind.HEADING, *lines[0], 2))
        else:
            found.extend(_paragraph_blocks(text, lines))
    kept = found[:-1] if found and _is_cut_off(text[found[-1].start : found[-1].end]) else found
    if all(block.kind is BlockKind.HEADING for block in kept):  # lines that nothing follows are all that is said
        return [replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in kept]
    return kept


def _is_cut_off(last: str) -> bool:
    """Whether a text ends within its first words of bold type, as a page that was not saved whole does."""
    return len(last.split()) <= 2 and last.count("**") % 2 == 1


def _end(text: str) -> int:
    """Where the comment form of a saved page begins, or the end."""
    form = next((match for match in _COMMENT_FORM.finditer(text) if len(text) - match.start() <= MAX_FORM_CHARS), None)
    return form.start() if form else len(text)


def _is_caption(lines: list[str]) -> bool:
    """Whether a paragraph is the same words twice, as the alternative text and caption of a picture are."""
    line, half = lines[0], len(lines[0]) // 2
    if len(lines) == 2:
        return lines[0] == lines[1]
    within = MIN_CAPTION_CHARS <= half <= MAX_CAPTION_CHARS
    return len(lines) == 1 and within and line[:half] == line[half:].strip()


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
            indent = start - (text.rfind("\n", 0, start) + 1)
            result.append(Block(BlockKind.ITEM, bullet.end(), end, 1 + indent))
        elif result:
            last = result[-1]
            result[-1] = Block(last.kind, last.start, end, last.level)
        else:
            result.append(Block(BlockKind.PARAGRAPH, start, end))
    return [block for block in result if block.start < block.end]
