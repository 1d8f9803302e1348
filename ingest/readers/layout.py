"""The lines of a PDF page in reading order: columns apart, tables as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Word = dict[str, Any]
Box = tuple[float, float, float, float]

MIN_GUTTER = 9.0
"""Points of white between two columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `top` and `bottom` are shares of the page's height; `gap` is the white above in points.

    `row` holds the cells when the line is a table row.
    """

    text: str
    size: float
    bold: bool
    left: float
    right: float
    top: float
    bottom: float
    gap: float = 0.0
    row: tuple[str, ...] = ()


def page_lines(page: Any) -> list[Line]:
    """Read a pdfplumber page into lines in reading order."""
    tables = [table for table in page.find_tables() if _is_table(table)]
    words = page.extract_words(extra_attrs=["size", "fontname"], keep_blank_chars=False)
    inside = [_box(table) for table in tables]
    free = [word for word in words if not any(_within(word, box) for box in inside)]
    height = float(page.height) or 1.0
    rows = _rows(free)
    found: list[Line] = []
    for group in _columns(rows, float(page.width)):
        found.extend(_lines(group, height))
    for table in tables:
        _insert(found, _table_lines(table, height))
    return found


def _is_table(table: Any) -> bool:
    return len(table.rows) > 1 and len(table.rows[0].cells) > 1


def _box(table: Any) -> Box:
    return tuple(table.bbox)


def _within(word: Word, box: Box) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words on one height, left to right; rows from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w["bottom"], w["x0"])):
        if rows and abs(rows[-1][-1]["bottom"] - word["bottom"]) < max(2.0, word["size"] * 0.3):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w["x0"]) for row in rows]


def _columns(rows: list[list[Word]], width: float) -> list[list[list[Word]]]:
    """Groups of rows to be read one after the other: the left column of a stretch before the right."""
    gutter = _gutter(rows, width)
    if gutter is None:
        return [rows]
    groups: list[list[list[Word]]] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []
    for row in rows:
        if _crosses(row, gutter):
            groups += [left, right, [row]]
            left, right = [], []
            continue
        left.append([word for word in row if word["x1"] <= gutter])
        right.append([word for word in row if word["x0"] >= gutter])
    groups += [left, right]
    return _joined([[row for row in group if row] for group in groups])


def _joined(groups: list[list[list[Word]]]) -> list[list[list[Word]]]:
    """Neighbouring full-width rows back in one group, so that the white between them is known."""
    result: list[list[list[Word]]] = []
    single = False
    for group in (g for g in groups if g):
        is_single = len(group) == 1
        if result and single and is_single:
            result[-1].extend(group)
        else:
            result.append(list(group))
        single = is_single
    return result


def _crosses(row: list[Word], gutter: float) -> bool:
    """Whether a row runs across the gutter: a word stands on it, or the white there is a mere space."""
    left = max((w["x1"] for w in row if w["x0"] < gutter), default=None)
    right = min((w["x0"] for w in row if w["x0"] >= gutter), default=None)
    if left is not None and left > gutter:
        return True
    return left is not None and right is not None and right - left < MIN_GUTTER


def _gutter(rows: list[list[Word]], width: float) -> float | None:
    """Where a page is divided into two columns of running text, if it is."""
    candidates = {round(word["x0"] - 2) for row in rows for word in row if 0.3 * width < word["x0"] < 0.7 * width}
    best, best_share = None, 0.3
    for place in sorted(candidates):
        both = [_sides(row, place) for row in rows]
        left = [end - start for (start, end), _ in both if end > start]
        right = [end - start for _, (start, end) in both if end > start]
        crossing = sum(_crosses(row, place) for row in rows) / len(rows)
        prose = len(left) >= 5 and len(right) >= 5 and min(median(left), median(right)) >= 0.25 * width
        if prose and crossing < best_share:
            best, best_share = float(place), crossing
    return best


def _sides(row: list[Word], place: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return _extent([w for w in row if w["x1"] <= place]), _extent([w for w in row if w["x0"] >= place])


def _extent(words: list[Word]) -> tuple[float, float]:
    return (words[0]["x0"], words[-1]["x1"]) if words else (0.0, 0.0)


def _lines(rows: list[list[Word]], height: float) -> list[Line]:
    found: list[Line] = []
    above = None
    for row in rows:
        top, bottom = min(w["top"] for w in row), max(w["bottom"] for w in row)
        bold = sum(len(w["text"]) for w in row if _is_bold(w["fontname"])) > sum(len(w["text"]) for w in row) / 2
        size = round(median(w["size"] for w in row), 1)
        gap = 0.0 if above is None else max(top - above, 0.0)
        text = " ".join(w["text"] for w in row)
        found.append(Line(text, size, bold, row[0]["x0"], row[-1]["x1"], top / height, bottom / height, gap))
        above = bottom
    return found


def _is_bold(font: str) -> bool:
    return any(mark in font.lower() for mark in ("bold", "black", "heavy", "semibold", "demi"))


def _table_lines(table: Any, height: float) -> list[Line]:
    _, top, _, bottom = _box(table)
    rows = [tuple(" ".join((cell or "").split()).replace("|", "/") for cell in row) for row in table.extract()]
    return [Line("", 0.0, False, 0.0, 0.0, top / height, bottom / height, 0.0, row) for row in rows if any(row)]


def _insert(lines: list[Line], rows: list[Line]) -> None:
    """Put a table's rows behind the last line that stands above it."""
    if not rows:
        return
    above = [place for place, line in enumerate(lines) if line.bottom <= rows[0].top + 0.005]
    place = above[-1] + 1 if above else 0
    lines[place:place] = rows
