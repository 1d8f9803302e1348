"""So many of something in each of so many: blocks of questions, hours a week, hours in a renewal cycle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from assistant.compose.arithmetic.amounts import amounts_of, shown
from assistant.compose.arithmetic.moments import find_durations
from assistant.compose.arithmetic.prices import number
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, held, patterns

_N = r"\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten"
_BLOCKS = re.compile(
    rf"\b(?P<count>{_N}) (?P<thing>[a-z]+s) of (?P<size>{_N})[ -](?P<unit>[a-z]+?)s?\b"
    rf"(?: each)?(?: with (?:(?P<low>\d+) to )?(?P<inner>\d+) (?P<inner_noun>[a-z]+s) each)?",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?P<count>\d[\d,]*) (?P<noun>[a-z]+s?) (?:a|per|each|every) (?P<unit>day|week|month|year)\b", re.IGNORECASE
)
_CYCLE = re.compile(
    rf"\b(?P<count>\d[\d,]*) (?P<noun>[a-z]+s)\b[^.;]{{0,80}}?\b(?:each|every|per|in) (?P<years>{_N})[ -]years?\b",
    re.IGNORECASE,
)
_YEARLY_FEE = re.compile(rf"\b(?P<years>{_N})-year\b[^.;]*?\bUSD (?P<fee>[\d,]+)", re.IGNORECASE)
_A_YEAR = re.compile(r"\b(?:a|per|each|every) year\b|\byearly\b|\bannual\w*\b", re.IGNORECASE)
_HOW = re.compile(r"\bhow (?:many|much|long)\b", re.IGNORECASE)
_PERCENT_OF = re.compile(r"\b(?P<percent>[\d.]+)% of (?:the |all )?(?P<count>\d[\d,]+)\b")


def rates(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """Products and quotients of the two numbers of one rule, where the question asks for the whole or for one year."""
    words = content(asked.whole)
    for rule in rules:
        if len(held(words, content(f"{rule.heading} {rule.text}"))) >= 2:
            yield from _blocks(asked, rule)
            yield from _over_time(asked, rule)
            yield from _per_year(asked, rule)
            yield from _part(asked, rule)


def _blocks(asked: Asked, rule: Rule) -> Iterator[Computed]:
    match = _BLOCKS.search(rule.text)
    whole = patterns("ask_together").search(asked.own) and _HOW.search(asked.own)
    if match is None or not whole:
        return
    count, size = _value(match["count"]), _value(match["size"])
    inner = match["inner_noun"]
    if inner and re.search(rf"\b{inner}\b", asked.own, re.IGNORECASE):
        ends = [int(match[name]) for name in ("low", "inner") if match[name]]
        for end in ends if len(ends) == 1 else ():
            yield Computed(f"{count} × {end} = {count * end:,} {inner}.", (rule,))
        return
    unit = match["unit"].lower()
    factor = {"minute": (1, "minute"), "hour": (60, "minute"), "month": (1, "month"), "year": (12, "month")}.get(unit)
    if factor:
        total = shown(Fraction(count * size * factor[0]), factor[1])
        yield Computed(f"{count} × {size} {unit}{'' if size == 1 else 's'} = {total}.", (rule,))
    elif re.search(rf"\b{unit}", asked.own, re.IGNORECASE):
        yield Computed(f"{count} × {size} = {count * size:,} {unit}s.", (rule,))


def _over_time(asked: Asked, rule: Rule) -> Iterator[Computed]:
    """An amount for each week, month or year over the time that the question names."""
    match = _RATE.search(rule.text)
    if match is None or not re.search(r"\bhow (?:many|much)\b", asked.own, re.IGNORECASE):
        return
    times = {d.count for _, _, d in find_durations(asked.own) if d.unit == match["unit"].lower() and d.count > 1}
    if len(times) == 1 and match["noun"].lower() not in ("usd", "percent"):
        (count,) = times
        value = _value(match["count"])
        yield Computed(f"{count} × {value:,} {match['noun']} = {count * value:,} {match['noun']}.", (rule,))


def _per_year(asked: Asked, rule: Rule) -> Iterator[Computed]:
    """What is asked for in several years, or paid for them, for one year."""
    if not _A_YEAR.search(asked.own):
        return
    if match := _CYCLE.search(rule.text):
        total, years = _value(match["count"]), _value(match["years"])
        if years > 1 and total % years == 0:
            yield Computed(f"{total} ÷ {years} = {total // years} {match['noun']} a year.", (rule,))
    if match := _YEARLY_FEE.search(rule.text):
        fee, years = _value(match["fee"]), _value(match["years"])
        if years > 1:
            each = shown(Fraction(round(Fraction(100 * fee, years)), 100), "usd")
            about = "" if fee % years == 0 else "about "
            yield Computed(f"USD {fee:,} ÷ {years} = {about}{each} a year.", (rule,))


def _part(asked: Asked, rule: Rule) -> Iterator[Computed]:
    """A percentage of a count as a count, where the question names it."""
    match = _PERCENT_OF.search(rule.text)
    if match is None or match["percent"] not in asked.own or not _HOW.search(asked.own):
        return
    whole = _value(match["count"])
    part = round(Fraction(match["percent"]) * whole / 100)
    if not any(amount.value == part for amount in amounts_of(rule)):
        yield Computed(f"{match['percent']}% of {whole:,} is about {part:,}.", (rule,))


def _value(text: str) -> int:
    return number(text.replace(",", ""))
