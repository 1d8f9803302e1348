"""Dates as precisely as they were said, and durations added to them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from assistant.verify.dates import find_dates
from assistant.verify.quantities import find_quantities

_FACTORS = {"year": 12, "month": 1, "week": 7, "day": 1}
_FORM = re.compile(r"[A-Za-z]-$")
"""What makes the year of "DS-2019" none."""

_UNCOUNTED = ("business", "working", "calendar year")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """The date in words, as it stands in an answer."""
        month = f"{calendar.month_name[self.month]} " if self.month else ""
        return f"{f'{self.day} ' if self.day else ''}{month}{self.year}"

    @property
    def when(self) -> str:
        """The date with "on" or "in"."""
        return f"{'on' if self.day else 'in'} {self}"

    @property
    def first_day(self) -> dt.date:
        """The first day that it can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The last day that it can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of years, months, weeks or days."""

    count: int
    unit: str

    def __str__(self) -> str:
        """The duration in words, as it stands in an answer."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def months(self) -> int | None:
        """Its length in months, unless it is counted in days."""
        return self.count * _FACTORS[self.unit] if self.unit in ("year", "month") else None

    def size(self) -> tuple[str, int]:
        """The duration as one value: "2 years" and "24 months" are the same."""
        return ("month" if self.months is not None else "day", self.count * _FACTORS[self.unit])


def shift(moment: Moment, duration: Duration, sign: int = 1) -> Moment | None:
    """The date that lies a duration after (`sign` 1) or before (-1) another, no finer than that one was said.

    None where the date was said too coarsely (90 days from "June 2027"). A day that the month does not
    have (six months from 31 August) leaves the month.
    """
    try:
        if duration.months is None:
            return _by_days(moment, sign * duration.size()[1])
        return _by_months(moment, sign * duration.months)
    except (ValueError, OverflowError):
        return None


def _by_days(moment: Moment, days: int) -> Moment | None:
    if moment.month is None or moment.day is None:
        return None
    date = moment.first_day + dt.timedelta(days=days)
    return Moment(date.year, date.month, date.day)


def _by_months(moment: Moment, months: int) -> Moment | None:
    if moment.month is None:
        return Moment(moment.year + months // 12) if months % 12 == 0 else None
    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    length = calendar.monthrange(years, month + 1)[1]
    day = moment.day if moment.day and moment.day <= length else None
    return Moment(dt.date(years, month + 1, day or 1).year, month + 1, day)


def find_moments(text: str) -> list[tuple[int, int, Moment]]:
    """The dates of a text that name a year, with their places; never a day that no calendar has."""
    found: list[tuple[int, int, Moment]] = []
    spans = sorted(find_dates(text), key=lambda span: (span.start, -span.end))
    covered = -1
    for span in spans:
        if span.end <= covered or _FORM.search(text[: span.start]):
            continue
        covered = span.end
        year, month, day = (int(part) if part else None for part in span.token.key.removeprefix("date:").split("-"))
        if year is not None and _exists(year, month, day):
            found.append((span.start, span.end, Moment(year, month, day)))
    return found


def _exists(year: int, month: int | None, day: int | None) -> bool:
    if month is None:
        return day is None
    return 1 <= month <= 12 and (day is None or 1 <= day <= calendar.monthrange(year, month)[1])


def find_durations(text: str) -> Iterator[tuple[int, int, Duration]]:
    """The durations of a text in calendar units, with their places; "10 business days" is none."""
    for span in find_quantities(text):
        raw = span.token.raw.lower()
        if span.token.unit not in ("month", "day") or any(word in raw for word in _UNCOUNTED):
            continue
        unit = next((unit for unit in _FACTORS if unit in raw), None)
        count = Fraction(span.token.key.split(":")[1]) / _FACTORS[unit] if unit else Fraction(1, 2)
        if unit and count.denominator == 1 and count > 0:
            yield span.start, span.end, Duration(int(count), unit)
