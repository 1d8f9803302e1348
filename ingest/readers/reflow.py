"""Lines of PDF pages to Markdown: paragraphs joined, headings and items marked, running heads dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median

from ingest.readers.layout import Line

_BULLET = re.compile(r"^(?:[•‣◦▪●○■·\uf0b7–*-]|\(cid:\d+\))\s+")
_NUMBER = re.compile(r"^(?:\d{1,3}[.)]|\(?[a-z]{1,3}\)|\(?[ivxIVX]{1,5}\))\s+(?=\S)")
_END = re.compile(r"[.!?:;]['\"”’)]?$")
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.1
MAX_HEADING_CHARS = 120


@dataclass(slots=True)
class _Writer:
    """Collects blocks of text and where each page begins."""

    words: Counter[str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    starts: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Write text as it is."""
        self.parts.append(text)
        self.length += len(text)

    def join(self, text: str) -> None:
        """Go on with the paragraph, on the same line; a word that was hyphenated is put together again."""
        last = self.parts[-1]
        if not last.endswith("-") or not text[:1].islower():
            self.add(f" {text}")
            return
        whole = f"{last.split()[-1][:-1]}{text.split()[0]}"
        if self.words[_bare(whole)]:
            self.parts[-1] = last[:-1]
            self.length -= 1
        self.add(text)


def reflow(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Turn the lines of all pages into Markdown.

    Returns:
        The text, and (offset, page number) of the first character of each page that has text.
    """
    running = _running_heads(pages)
    kept = [[line for line in page if not _is_running(line, n, running)] for n, page in enumerate(pages, 1)]
    lines = [line for page in kept for line in page if not line.row]
    writer = _Writer(Counter(_bare(word) for line in lines for word in line.text.split()))
    levels = _heading_levels(kept)
    body = _body_size(lines)
    spacing = median([line.gap for line in lines if 0 < line.gap < 3 * body] or [0.0])
    before: Line | None = None
    for number, page in enumerate(kept, 1):
        marked = False
        for line in page:
            joins = before is not None and _goes_on(before, line, spacing, body, levels)
            if not joins:
                writer.add(_break(before, line))
            if not marked:
                writer.starts.append((writer.length + joins, number))
                marked = True
            _write(writer, line, joins, before, levels)
            before = line
    return "".join(writer.parts).strip("\n") + "\n", tuple(writer.starts)


def _write(
    writer: _Writer, line: Line, joins: bool, before: Line | None, levels: dict[tuple[float, bool], int]
) -> None:
    if joins:
        writer.join(line.text)
    elif line.row:
        writer.add("| " + " | ".join(line.row) + " |")
        if before is None or not before.row:
            writer.add("\n|" + " --- |" * len(line.row))
    elif _key(line) in levels and _may_head(line):
        writer.add("#" * levels[_key(line)] + " " + line.text)
    else:
        writer.add(_BULLET.sub("- ", line.text) if _BULLET.match(line.text) else line.text)


def _break(before: Line | None, line: Line) -> str:
    if before is None:
        return ""
    tight = (before.row and line.row) or (_is_item(before) and _is_item(line))
    return "\n" if tight else "\n\n"


def _goes_on(before: Line, line: Line, spacing: float, body: float, levels: dict[tuple[float, bool], int]) -> bool:
    """Whether a line continues the block of the line before it."""
    if (
        line.row
        or before.row
        or _is_item(line)
        or _key(line) != _key(before)
        or (_key(line) in levels and _may_head(line))
    ):
        return _wrapped_heading(before, line, levels)
    if line.top < before.top:  # a new column or page
        return not _END.search(before.text) and line.text[:1].islower()
    return line.gap <= spacing + max(0.35 * body, 2.0)


def _wrapped_heading(before: Line, line: Line, levels: dict[tuple[float, bool], int]) -> bool:
    same = not line.row and not before.row and _key(line) == _key(before) and _key(line) in levels
    return same and line.top >= before.top and 0 < line.gap < 0.5 * line.size and not _is_item(line)


def _is_item(line: Line) -> bool:
    return not line.row and bool(_BULLET.match(line.text) or _NUMBER.match(line.text))


def _key(line: Line) -> tuple[float, bool]:
    return (line.size, line.bold)


def _may_head(line: Line) -> bool:
    enough = sum(character.isalpha() for character in line.text) >= 3
    return len(line.text) <= MAX_HEADING_CHARS and enough and not line.text.endswith((".", ",", ";"))


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _heading_levels(pages: Sequence[Sequence[Line]]) -> dict[tuple[float, bool], int]:
    """Levels of the fonts that headings are set in: larger than the body, or bold where the body is not.

    A font that mostly runs on for more than two lines is running text, whatever its size.
    """
    lines = [line for page in pages for line in page if not line.row]
    body = _body_size(lines)
    total = sum(len(line.text) for line in lines) or 1
    share: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        share[_key(line)] += len(line.text)
    runs: dict[tuple[float, bool], list[int]] = {key: [] for key in share}
    for page in pages:
        for key, run in groupby((line for line in page if not line.row), key=_key):
            runs[key].append(sum(1 for _ in run))
    large = (key for key in share if key[0] >= body * 1.1 or (key[1] and key[0] >= body * 0.95))
    fonts = [key for key in large if share[key] / total < 0.2 and median(runs[key]) <= 2]
    return {key: min(level, 6) for level, key in enumerate(sorted(fonts, reverse=True), 1)}


def _running_heads(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Texts, page numbers aside, that stand in the margin of many pages."""
    found: Counter[str] = Counter()
    for number, page in enumerate(pages, 1):
        found.update({form for line in page if _in_margin(line) for form in _forms(line, number)})
    return {text for text, count in found.items() if count >= 3 and count >= 0.3 * len(pages)}


def _in_margin(line: Line) -> bool:
    return not line.row and (line.top < _MARGIN or line.bottom > 1 - _MARGIN)


def _is_running(line: Line, number: int, running: set[str]) -> bool:
    is_number = not any(character.isalpha() for character in line.text) and bool(_DIGITS.search(line.text))
    return _in_margin(line) and (is_number or not running.isdisjoint(_forms(line, number)))


def _forms(line: Line, number: int) -> set[str]:
    """A line's text, with its first or its last number as the distance to the page's number."""
    text = line.text.lower().strip()
    found = list(_DIGITS.finditer(text))
    ends = [found[0], found[-1]] if found else []
    return {text, *(f"{text[: m.start()]}{{{int(m.group()[:9]) - number}}}{text[m.end() :]}" for m in ends)}


def _bare(word: str) -> str:
    return word.strip(".,;:()[]“”\"'").lower()
