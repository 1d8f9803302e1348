"""Amounts, durations, shares and counts as values, so that "two years" and "24 months" are one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.verify.tokens import Kind, Span, exact

_SMALL = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * (i + 2)
    for i, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9}
_ORDINALS = [
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ORDINAL_VALUES = {word: number for number, word in enumerate(_ORDINALS)} | {"thirtieth": 30, "twice": 2}

_UNITS: dict[str, tuple[str, Fraction]] = {
    "year": ("month", Fraction(12)), "yr": ("month", Fraction(12)), "month": ("month", Fraction(1)),
    "week": ("day", Fraction(7)), "day": ("day", Fraction(1)), "hour": ("minute", Fraction(60)),
    "hr": ("minute", Fraction(60)), "minute": ("minute", Fraction(1)), "percent": ("percent", Fraction(1)),
    "dollar": ("usd", Fraction(1)), "usd": ("usd", Fraction(1)), "cent": ("usd", Fraction(1, 100)),
}  # fmt: skip

_WORDS = "|".join(sorted({*_SMALL, *_TENS}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"""(?P<prefix>(?:us)?\$\s?|\busd\s+)?
    (?:(?P<digits>(?<![\w.])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?)(?P<k>k\b)?
      |\b(?P<words>(?:(?:{_WORDS})(?:[\s-](?={_WORDS}|hundred|thousand))?|(?:a\s)?(?:hundred|thousand)(?:\sand(?=\s(?:{_WORDS})))?\s?)+)\b)
    (?:\s?(?P<scale>hundred|thousand|million|billion)\b)?
    (?P<gap>[\s-]?(?:(?:calendar|business|working|consecutive|full|whole|credit|more|additional|further|us)\s)?)
    (?P<unit>%|per\s?cent\b|(?:percent|years?|yrs?|months?|weeks?|days?|hours?|hrs?|minutes?|dollars?|usd|cents?)\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SINGLE = re.compile(r"\b(?:a|an|each|per|every)\s+(?P<unit>year|month|week|day|hour)\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:(?P<digits>\d+)(?:st|nd|rd|th)|(?P<word>{'|'.join(_ORDINAL_VALUES)}))\b", re.IGNORECASE)
_IDENTIFIER = re.compile(r"\b(?:[A-Za-z]{1,6}-?\d[\w-]*|\d+[A-Za-z]\w*|\d+(?:-\d+)+)")
_TO = re.compile(r"\s*(?:to|-|and|or)\s*\Z|\s*,?\s+(?:to|and|or)\s+\Z", re.IGNORECASE)
_HALF = re.compile(
    r"\b(?:one[\s-])?half\b|\b(?:two|three)[\s-](?:thirds|quarters|fifths)\b|\ba (?:third|quarter)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    raw: str
    value: Fraction
    unit: str
    factor: Fraction


def find_quantities(text: str) -> Iterator[Span]:
    """Every number of a text; ordinals, fractions and identifiers with digits ("I-140") are numbers too."""
    for match in _IDENTIFIER.finditer(text):
        key = re.sub(r"[\W_]", "", match.group().lower())
        if not re.fullmatch(r"\d+(?:st|nd|rd|th|k)", key) and not _is_range(match.group()):
            yield Span(match.start(), match.end(), exact(Kind.NUMBER, f"id:{key}", match.group(), "id"))
    for match in _HALF.finditer(text):
        key = re.sub(r"[\s-]+", "-", match.group().lower()).removeprefix("one-")
        yield Span(match.start(), match.end(), exact(Kind.NUMBER, f"part:{key}", match.group(), "part"))
    for match in _ORDINAL.finditer(text):
        number = int(match["digits"]) if match["digits"] else _ORDINAL_VALUES[match["word"].lower()]
        yield Span(match.start(), match.end(), exact(Kind.NUMBER, f"nth:{number}", match.group(), "nth"))
    for found in _share_units(text, [_found(match) for match in _NUMBER.finditer(text)]):
        yield _span(found)
    for match in _SINGLE.finditer(text):
        unit, factor = _UNITS[match["unit"].lower()]
        if match.group()[0] in "aA":
            yield _span(_Found(match.start(), match.end(), match.group(), Fraction(1), unit, factor))


def _is_range(text: str) -> bool:
    """Whether "2-3" counts from one number to a greater one; "360-10" is the number of a rule."""
    first, _, second = text.partition("-")
    return first.isdigit() and second.isdigit() and int(first) < int(second)


def _found(match: re.Match[str]) -> _Found:
    value = Fraction(match["digits"].replace(",", "")) if match["digits"] else Fraction(_spelled(match["words"]))
    value *= _SCALES[(match["scale"] or ("k" if match["k"] else "")).lower()] if match["scale"] or match["k"] else 1
    unit, factor = _unit(match["unit"])
    if match["prefix"]:
        unit, factor = "usd", Fraction(1)
    end = match.end("unit") if match["unit"] else match.start("gap")
    return _Found(match.start(), end, match.string[match.start() : end].strip(), value, unit, factor)


def _unit(word: str | None) -> tuple[str, Fraction]:
    if not word:
        return "", Fraction(1)
    plain = word.lower().replace(" ", "")
    return _UNITS["percent"] if plain in ("%", "percent") else _UNITS[plain if plain == "usd" else plain.rstrip("s")]


def _share_units(text: str, found: list[_Found]) -> list[_Found]:
    """Give "3" of "3 to 5 years", and "200" of "$100 to 200", the unit of the other end."""
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        if not _TO.match(text[left.end : right.start]):
            continue
        if not left.unit and right.unit:
            found[i] = replace(left, unit=right.unit, factor=right.factor)
        elif left.unit == "usd" and not right.unit:
            found[i + 1] = replace(right, unit="usd")
    return found


def _span(found: _Found) -> Span:
    value = found.value * found.factor
    return Span(found.start, found.end, exact(Kind.NUMBER, f"{found.unit}:{value}", found.raw, found.unit))


def _spelled(words: str) -> int:
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0
        elif word not in ("a", "and"):
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
    return total + current
