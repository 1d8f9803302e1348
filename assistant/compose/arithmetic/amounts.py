"""The numbers of a sentence of the guidance, each with its measure and the words that say what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assistant.compose.arithmetic.moments import Duration
from assistant.compose.arithmetic.prices import counts_in
from assistant.compose.arithmetic.schedules import usd
from assistant.compose.arithmetic.types import Rule
from assistant.compose.arithmetic.words import content, marks
from assistant.verify.quantities import find_quantities

_JOINT = re.compile(r",?\s+(?:and|or|while|but|against|with)\s+|[,;:]\s+", re.IGNORECASE)
_RANGE = re.compile(r"\s*(?:to|-|or|up to)\s*\Z", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?:[a-z]+(?:-[a-z]+)*\s+){0,2}?(?P<noun>[a-z]+s)\b(?!-)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MEASURES = ("usd", "percent", "month", "day", "minute")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its measure ("usd", "percent", "month", "day", "minute", or "" for a count of `noun`).

    `label` are the words of its own part of the sentence, `around` those of the whole rule and its heading.
    """

    value: Fraction
    measure: str
    noun: str
    label: frozenset[str]
    around: frozenset[str]
    years: frozenset[str]
    rule: Rule


@lru_cache(maxsize=4096)
def amounts_of(rule: Rule) -> tuple[Amount, ...]:
    """The numbers of a rule in reading order; both ends of a range are left out."""
    spans = sorted(_spans(rule.text))
    around = content(f"{rule.heading} {rule.text}")
    years = frozenset(_YEAR.findall(f"{rule.heading} {rule.text}"))
    found = []
    for place, (start, end, value, measure) in enumerate(spans):
        before = rule.text[spans[place - 1][1] if place else 0 : start]
        after = rule.text[end : spans[place + 1][0] if place + 1 < len(spans) else len(rule.text)]
        if _RANGE.fullmatch(before) or (place + 1 < len(spans) and _RANGE.fullmatch(after)):
            continue
        own = f"{before if not place else _last(before)} {_first(after, is_last=place + 1 == len(spans))}"
        noun = _NOUN.match(after) if not measure else None
        found.append(
            Amount(value, measure, noun["noun"] if noun else "", content(own) | marks(own), around, years, rule)
        )
    return tuple(found)


def shown(value: Fraction, measure: str) -> str:
    """A number with its measure as it stands in an answer."""
    if measure == "usd":
        return usd(value)
    if measure == "percent":
        return f"{float(value):g}%"
    if measure == "minute":
        return _counted(value / 60, "hour") if value % 60 == 0 else _counted(value, "minute")
    if measure == "month":
        return str(Duration(int(value // 12), "year") if value % 12 == 0 else Duration(int(value), "month"))
    return str(Duration(int(value), "day")) if measure == "day" else f"{int(value):,}"


def _counted(value: Fraction, unit: str) -> str:
    return f"{float(value):,g} {unit}{'' if value == 1 else 's'}"


def _spans(text: str) -> Iterator[tuple[int, int, Fraction, str]]:
    for start, end, count in counts_in(text):
        yield start, end, Fraction(count), ""
    for span in find_quantities(text):
        if span.token.unit in _MEASURES and re.search(r"\d|\w+ \w+", span.token.raw):
            yield span.start, span.end, Fraction(span.token.key.split(":")[1]), span.token.unit


def _last(before: str) -> str:
    """What belongs to the later of two numbers of the words between them."""
    cuts = list(_JOINT.finditer(before))
    return before[cuts[-1].end() :] if cuts else ""


def _first(after: str, *, is_last: bool) -> str:
    """What belongs to the earlier of two numbers of the words between them."""
    cuts = list(_JOINT.finditer(after))
    if is_last:
        return after[: cuts[0].start()] if cuts else after
    return after[: cuts[-1].start()] if cuts else after
