"""Dates in any common spelling, and the coarser dates that each supports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verify.tokens import Kind, Span, exact

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<month>\d\d)-{_DAY}\b",
        rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}\b(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}\b(?!\s*(?:%|percent|years?|months?|weeks?))(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+(?:of\s+)?{_YEAR}",
    )
)
_BARE_MONTH = re.compile(
    r"\b(?P<month>January|February|March|April|June|July|August|September|October|November|December)\b"
    r"|(?:(?<=\bin )|(?<=\bby )|(?<=\bsince )|(?<=\buntil )|(?<=\bfrom )|(?<=\bof )|(?<=\blate )|(?<=\bearly )"
    r"|(?<=\bmid-)|(?<=\bto )|(?<=\band )|(?<=\bthrough )|(?<=\bbefore )|(?<=\bafter ))(?P<may>May)\b"
)
_RANGE = re.compile(r"(?<![\d$.,-])(?P<first>(?:19|20)\d\d)\s?[-/]\s?(?P<second>(?:19|20)?\d\d)(?![\d,-])")
_BARE_YEAR = re.compile(
    r"(?<![\d$.,])(?<!usd )(?P<year>(?:19|20)\d\d)(?![\d,]*\d)(?!\.\d)(?!-\d)(?!\s+(?:dollars|hours|days|usd)\b)",
    re.IGNORECASE,
)


def find_dates(text: str) -> Iterator[Span]:
    """Every date of a text, the finest reading first; spans may overlap."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if not (parts["month"].lower() == "may" and match.group().startswith("may")):
                yield _span(match.start(), match.end(), match.group(), *_numbers(parts))
    for match in _RANGE.finditer(text):
        first, second = match["first"], match["second"]
        second = second if len(second) == 4 else first[:2] + second
        if 0 < int(second) - int(first) < 60:
            yield _span(match.start("first"), match.end("first"), first, int(first), None, None)
            yield _span(match.start("second"), match.end("second"), second, int(second), None, None)
    for match in _BARE_MONTH.finditer(text):
        name = match["month"] or match["may"]
        yield _span(match.start(), match.end(), name, None, _month(name), None)
    for match in _BARE_YEAR.finditer(text):
        yield _span(match.start(), match.end(), match.group(), int(match["year"]), None, None)


def first_day(text: str) -> tuple[int, int] | None:
    """Where a date that names its day stands in a text; the first found, not the first in the text."""
    days = (match for pattern in _PATTERNS[:3] for match in pattern.finditer(text))
    return next((match.span() for match in days if not match.group().startswith("may")), None)


def _numbers(parts: dict[str, str | None]) -> tuple[int | None, int, int | None]:
    year, day = parts.get("year"), parts.get("day")
    return int(year) if year else None, _month(parts["month"] or ""), int(day) if day else None


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1


def _span(start: int, end: int, raw: str, year: int | None, month: int | None, day: int | None) -> Span:
    coarser = {(year, month, None), (year, None, None), (None, month, day), (None, month, None)}
    wider = frozenset(_key(*parts) for parts in coarser if any(part is not None for part in parts))
    return Span(start, end, exact(Kind.DATE, _key(year, month, day), raw, "date", wider))


def _key(year: int | None, month: int | None, day: int | None) -> str:
    return "date:" + "-".join("" if part is None else str(part) for part in (year, month, day))
