"""Sentence boundaries with exact offsets.

pysbd (rule-based, Golden Rules of English) proposes boundaries; two faults that it has on legal and
medical text are mended: a split after an abbreviation of a citation ("Pub. L. 119-103"), and
sentences so long that they cannot be quoted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

MAX_UNIT_CHARS = 1500
"""A run of text with no boundary is cut at white space before this many characters."""

_ABBREVIATION_END = re.compile(
    r"(?:\b(?:Pub|No|Nos|Fed|Reg|Stat|Sec|Art|Ch|Rev|Admin|Cal|Fla|Tex|Ill|Mass|Conn|Del|Dr|Mr|Ms|Prof|vs|v|cf|approx|e\.g|i\.e|"
    r"Inc|Ltd|Dept|Gov|St|U\.S|D\.C)|\b[A-Z])\.\s*$"
)
_TIME_ZONE = re.compile(r"^(?:Eastern|Central|Mountain|Pacific|ET|EST|EDT|CT|MT|PT|UTC|GMT)\b")
_LOWER_START = re.compile(r"^[a-z(]")
_LABEL = re.compile(r"(?:[A-Z]{1,6}[ -]?)?\(?\d{1,4}[A-Z]{0,2}(?:\.\d{1,3}[A-Z]{0,2}){0,3}\)?[.:]?|\(?[A-Za-z]{1,4}\)")
"""The number of a paragraph or a rule ("AR 1.1.", "(iii)"), which is no sentence of its own."""
_MAY_BREAK = re.compile(r"[.!?;:…。।]\S*\s|\n|\d\)")


@cache
def _segmenter() -> Any:
    import pysbd

    return pysbd.Segmenter(language="en", clean=False)


def sentence_spans(text: str, offset: int = 0) -> list[tuple[int, int]]:
    """Split a paragraph into sentences.

    Args:
        text: one block of running text; white space inside is kept as it is.
        offset: added to every returned offset.

    Returns:
        Non-overlapping (start, end) spans in order, trimmed of white space; together they hold every
        non-space character of the text.
    """
    if not text.strip():
        return []
    one = len(text) > 100_000 or not _MAY_BREAK.search(text.rstrip())
    pieces = [text] if one else _segmenter().segment(text)
    spans: list[tuple[int, int]] = []
    position = 0
    for piece in pieces:
        body = piece.strip()
        found = text.find(body, position) if body else -1
        if found < 0:
            continue
        spans.append((found, found + len(body)))
        position = found + len(body)
    spans = _close_gaps(text, spans)
    merged = _merge(text, spans)
    return [(offset + s, offset + e) for span in merged for s, e in _cap(text, *span)]


def _close_gaps(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give text between two spans (which the segmenter dropped) to the span before it."""
    if not spans:
        return [_trim(text, 0, len(text))]
    closed = []
    for index, (start, _) in enumerate(spans):
        end = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        closed.append(_trim(text, 0 if index == 0 else start, end))
    return closed


def _merge(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged:
            before = text[merged[-1][0] : merged[-1][1]]
            if _LABEL.fullmatch(before):
                merged[-1] = (merged[-1][0], end)
                continue
            following = text[start:end]
            ends_open = not before.endswith((".", "!", "?", '"', "”", ")", ":", ";", "।", "。"))
            touching = merged[-1][1] == start and following[:1].islower()  # "in .gov, USCIS": no boundary
            time_zone = before.endswith((" a.m.", " p.m.")) and _TIME_ZONE.match(following)
            if (
                touching
                or time_zone
                or _ABBREVIATION_END.search(before)
                or (ends_open and _LOWER_START.match(following))
            ):
                merged[-1] = (merged[-1][0], end)
                continue
        merged.append((start, end))
    return merged


def _cap(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    while end - start > MAX_UNIT_CHARS:
        cut = max(text.rfind(mark, start, start + MAX_UNIT_CHARS) for mark in ("; ", ", ", " ", "\n"))
        cut = cut + 1 if cut > start else start + MAX_UNIT_CHARS
        parts.append(_trim(text, start, cut))
        start = cut
    parts.append(_trim(text, start, end))
    return [part for part in parts if part[0] < part[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
