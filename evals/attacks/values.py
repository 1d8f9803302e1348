"""Changes of a value: numbers, amounts, durations, percentages and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.attacks.claims import Family, alone
from evals.attacks.edits import direction, each_match
from evals.attacks.words import MONTHS, NUMBERS, UNITS

_MONTH = "|".join(MONTHS)
_UNIT = "|".join(UNITS)
_DIGITS = re.compile(
    r"(?<![\w.,$§#/:-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w%/:]|[.,]\d| (?:percent|a\.m|p\.m|U\.S\.C|CFR))"
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:Steps?|Levels?|Pathways?|[Ss]ections?|Forms?|Title|[Cc]hapters?|Proclamation|Bill|Conrad|Act|[Rr]ule|"
    r"grade|SB|LD|HB|Part|parts?|No\.|Chapter|USD|File|Order|Article|[Cc]ategory|Directive|"
    r"Med)(?: \d+,?)*(?: (?:and|or|to))? |, )$"
)
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\b(?! or (?:more|fewer|less))",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\b(?:one|1)[ -](?:year|month|week|day|attempt|application|page|residency)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"USD (\d[\d,]*(?:\.\d+)?)")
_PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(%| percent\b)")
_DURATION = re.compile(rf"\b(\d+|{'|'.join(NUMBERS[1:])})([ -])({_UNIT})(s?)\b", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:(\d{{1,2}}) )?({_MONTH})(?: (\d{{4}}))?\b")
_YEAR = re.compile(r"(?<![\w$,./-])(?:19|20)\d\d(?![\w/%-]|[.,]\d)")
_STARTS = re.compile(
    r"\b(?:since|from|after|starting|beginning)(?: (?:about|the|early|late|mid))?(?: \d{1,2})?(?: [A-Z][a-z]+)? ?$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|before|by|through|to)(?: (?:about|the|early|late|mid))?(?: \d{1,2})?(?: [A-Z][a-z]+)? ?$",
    re.IGNORECASE,
)


def number_digits(text: str, rng: Random) -> Iterator[str]:
    """A number in digits that counts something; names such as Step 3 are left alone."""

    def new(match: re.Match[str]) -> str | None:
        before, after = text[: match.start()], text[match.end() :]
        if _NAME_BEFORE.search(before) or re.match(rf" (?:{_MONTH})\b| or (?:more|fewer|less|older)", after):
            return None
        if re.search(rf"(?:{_MONTH}) $", before) or not re.match(r"[ -][a-z]|[.,;)]", after):
            return None
        return _other_number(match[0], direction(before), text, rng)

    return each_match(_DIGITS, text, new)


def _other_number(digits: str, way: int, text: str, rng: Random) -> str | None:
    if "." in digits:
        return f"{float(digits) * (1.5 if way >= 0 else 0.5):.1f}"
    value = int(digits.replace(",", ""))
    steps = [1, 2, 3, value, max(value // 10, 1)]
    moved = {value + way_ * step for step in steps for way_ in ((way,) if way else (1, -1))}
    fits = sorted(number for number in moved if number > 1 and not re.search(rf"\b{number:,}\b", text))
    return f"{rng.choice(fits):,}" if fits and value > 1 else None


def number_spelled(text: str, rng: Random) -> Iterator[str]:
    """A number in letters."""

    def new(match: re.Match[str]) -> str | None:
        value, way = NUMBERS.index(match[0].lower()), direction(text[: match.start()])
        low, high = (value + 1 if way > 0 else 2), (value - 1 if way < 0 else min(value + 4, 20))
        fits = [word for n, word in enumerate(NUMBERS) if low <= n <= high and n != value and word not in text.lower()]
        return rng.choice(fits) if fits else None

    yield from each_match(_SPELLED, text, new)
    for match in _SINGLE.finditer(text):
        if direction(text[: match.start()]) >= 0:
            head, unit = re.split(r"(?<=[e1])(?=[ -])", match[0], maxsplit=1)
            many = rng.choice(("two", "three", "five")) if head.isalpha() else rng.choice("235")
            plural = unit if unit.startswith("-") else unit + "s"
            yield (
                text[: match.start()]
                + (many.capitalize() if head[0].isupper() else many)
                + plural
                + text[match.end() :]
            )


def amount(text: str, rng: Random) -> Iterator[str]:
    """A sum of money: another digit, a tenth, or ten times as much."""

    def new(match: re.Match[str]) -> str | None:
        value, way = float(match[1].replace(",", "")), direction(text[: match.start()])
        more = [value * 10, value * 2, value + 10 ** (len(str(int(value))) - 1)]
        less = [value / 10, value / 2, value * 0.9]
        fits = [f"{n:,.0f}" for n in (more if way >= 0 else []) + (less if way <= 0 else []) if n >= 1]
        fits = [number for number in fits if not re.search(rf"\b{number}\b", text)]
        return f"USD {rng.choice(fits)}" if fits else None

    return each_match(_AMOUNT, text, new)


def percentage(text: str, rng: Random) -> Iterator[str]:
    """A percentage."""

    def new(match: re.Match[str]) -> str | None:
        value, way = float(match[1]), direction(text[: match.start()])
        places = len(match[1].partition(".")[2])
        moved = [value + step for step in (-20, -7, -3, 3, 7, 20) if step * way >= 0 and 0 < value + step < 100]
        fits = [f"{n:.{places}f}" for n in moved if f"{n:.{places}f}" not in text]
        return rng.choice(fits) + match[2] if fits else None

    return each_match(_PERCENT, text, new)


def duration_unit(text: str, rng: Random) -> Iterator[str]:
    """Months become years, days become weeks; the number stays."""

    def new(match: re.Match[str]) -> str | None:
        way, rank = direction(text[: match.start()]), UNITS.index(match[3].lower())
        fits = [
            unit for n, unit in enumerate(UNITS) if n != rank and abs(n - rank) <= 2 and (n - rank) * way >= 0 and n
        ]
        return match[1] + match[2] + rng.choice(fits) + match[4] if fits else None

    return each_match(_DURATION, text, new)


def _way_of_date(before: str) -> int:
    if _STARTS.search(before):
        return -1
    return 1 if _ENDS.search(before) else 0


def _shifted(value: int, way: int, steps: tuple[int, ...], low: int, high: int, rng: Random) -> int | None:
    fits = [value + sign * step for step in steps for sign in ((way,) if way else (1, -1))]
    fits = [number for number in fits if low <= number <= high]
    return rng.choice(fits) if fits else None


def date_day(text: str, rng: Random) -> Iterator[str]:
    """The day of a date."""
    for match in _DATE.finditer(text):
        if match[1]:
            day = _shifted(int(match[1]), _way_of_date(text[: match.start()]), (1, 3, 9, 10), 1, 28, rng)
            if day:
                yield text[: match.start(1)] + str(day) + text[match.end(1) :]


def date_month(text: str, rng: Random) -> Iterator[str]:
    """The month of a date."""
    for match in _DATE.finditer(text):
        if match[2] == "May" and not (match[1] or match[3]):
            continue
        way = _way_of_date(text[: match.start()])
        month = _shifted(MONTHS.index(match[2]), way, (1, 2, 3, 5), 0, 11, rng)
        if month is not None and MONTHS[month] not in text:
            yield text[: match.start(2)] + MONTHS[month] + text[match.end(2) :]


def date_year(text: str, rng: Random) -> Iterator[str]:
    """A year."""

    def new(match: re.Match[str]) -> str | None:
        year = _shifted(int(match[0]), _way_of_date(text[: match.start()]), (1, 2, 3), 1950, 2040, rng)
        return str(year) if year and str(year) not in text else None

    return each_match(_YEAR, text, new)


FAMILIES = (
    Family("number in digits", alone(number_digits), 150),
    Family("number spelled", alone(number_spelled), 150),
    Family("amount", alone(amount), 80),
    Family("duration unit", alone(duration_unit), 120),
    Family("percentage", alone(percentage), 80),
    Family("date: day", alone(date_day), 70),
    Family("date: month", alone(date_month), 70),
    Family("date: year", alone(date_year), 90),
)
