"""A section of the guidance as HTML, with quoted spans marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.types import Section, Unit, UnitKind
from ui.html import Html, join, tag, text

_MARKER = re.compile(r"\n[ \t>]*(?:[-*+•◦▪‣·–]|(\d{1,9})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation's span in the text of its document."""

    number: int
    start: int
    end: int


def section_html(document: str, section: Section, quotes: Sequence[Quote] = ()) -> Html:
    """The units of a section as paragraphs, lists and tables.

    Args:
        document: the stored text that all offsets point into.
        section: the section whose units are shown.
        quotes: spans to mark; each `<mark>` names the citation numbers that quote it.
    """
    return join(*(_block(document, section, run, quotes) for run in _runs(document, section.units)))


def quotes_html(document: str, quotes: Iterable[Quote]) -> Html:
    """Only the quoted words, each in a paragraph of its own."""
    return join(*(tag("p", _mark(document[quote.start : quote.end], [quote.number])) for quote in quotes))


def _runs(document: str, units: Sequence[Unit]) -> list[list[Unit]]:
    runs: list[list[Unit]] = [[units[0]]] if units else []
    for before, unit in pairwise(units):
        gap = document[before.end : unit.start]
        same = unit.kind is before.kind and (unit.kind is not UnitKind.SENTENCE or "\n\n" not in gap)
        if unit.kind is UnitKind.ROW and unit.stem is None:
            same = False
        if same:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs


def _block(document: str, section: Section, run: list[Unit], quotes: Sequence[Quote]) -> Html:
    if run[0].kind is UnitKind.ITEM:
        return _list(document, run, quotes)
    if run[0].kind is UnitKind.ROW:
        return _table(document, run, quotes)
    return tag("p", *_flow(document, run, quotes))


def _flow(document: str, run: Sequence[Unit], quotes: Sequence[Quote]) -> Iterator[Html]:
    for before, unit in pairwise([None, *run]):
        assert unit is not None
        gap = document[before.end : unit.start] if before else ""
        yield text(" " if gap.isspace() else gap)
        yield _marked(document, unit.start, unit.end, quotes)


def _list(document: str, run: list[Unit], quotes: Sequence[Quote]) -> Html:
    items: list[list[Unit]] = []
    numbered = False
    for unit in run:
        marker = _MARKER.search(document[max(unit.start - 40, 0) : unit.start])
        if marker or not items:
            items.append([])
        items[-1].append(unit)
        numbered = numbered or bool(marker and marker.group(1))
    rows = (tag("li", *_flow(document, item, quotes)) for item in items)
    return tag("ol" if numbered else "ul", *rows)


def _table(document: str, run: list[Unit], quotes: Sequence[Quote]) -> Html:
    rows = []
    for unit in run:
        name = "th" if unit.stem is None else "td"
        scope = "col" if name == "th" else None
        cells = (tag(name, _marked(document, start, end, quotes), scope=scope) for start, end in _cells(document, unit))
        rows.append(tag("tr", *cells))
    return tag("div", tag("table", *rows), class_="scroll", tabindex=0)


def _cells(document: str, unit: Unit) -> Iterator[tuple[int, int]]:
    edges = [unit.start, *(unit.start + match.start() for match in _CELL.finditer(document[unit.start : unit.end]))]
    edges.append(unit.end)
    for start, end in pairwise(edges):
        raw = document[start:end]
        left = start + len(raw) - len(raw.lstrip("| \t"))
        right = left + len(document[left:end].rstrip())
        if left < right or unit.start < start < end < unit.end:
            yield left, max(left, right)


def _marked(document: str, start: int, end: int, quotes: Sequence[Quote]) -> Html:
    inside = [quote for quote in quotes if quote.start < end and quote.end > start]
    edges = {start, end}
    for quote in inside:
        edges |= {max(quote.start, start), min(quote.end, end)}
    pieces = []
    for left, right in pairwise(sorted(edges)):
        numbers = sorted({quote.number for quote in inside if quote.start <= left and quote.end >= right})
        piece = document[left:right]
        pieces.append(_mark(piece, numbers) if numbers else text(piece))
    return join(*pieces)


def _mark(piece: str, numbers: Sequence[int]) -> Html:
    return tag("mark", piece, data_n=" ".join(map(str, numbers)))
