"""Shares of counts, what is left of a limit, payments as years, and amounts of successive years added up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from assistant.compose.arithmetic.amounts import amounts_of
from assistant.compose.arithmetic.moments import Duration, find_durations
from assistant.compose.arithmetic.prices import Price, counts_in, number, prices_of
from assistant.compose.arithmetic.schedules import usd
from assistant.compose.arithmetic.terms import terms_of
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, held, names_agree, patterns

_OF = re.compile(r"(?<![\d.,])(?P<part>\d[\d,]*) (?:out )?of (?:the |all )?(?P<whole>\d[\d,]*)(?![\d.,]*\d|%)")
LEAST_WHOLE = 20
"""Smaller counts ("two of five") are a share already."""

_NOT = re.compile(r"\b(?:not|without|un(?:filled|matched|successful))\b|n['’]t\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PAYMENTS = re.compile(r"\b(?P<count>\d+) (?:[a-z]+ ){0,2}monthly [a-z]+s\b", re.IGNORECASE)
_HOW_LONG = re.compile(r"\bhow many years\b|\bhow long\b", re.IGNORECASE)
_OF_LOANS = re.compile(r"\b(?:pay\w*|instal\w*|loans?|debts?|forgiv\w*|pslf)\b", re.IGNORECASE)
_FIRST_YEARS = re.compile(r"\bfirst (?P<count>\d|two|three|four|five|six|seven|eight) years\b", re.IGNORECASE)
_YEARS_LONG = re.compile(
    r"\b(?P<count>\d|three|four|five|six|seven)[- ]years? (?:residency|training|program)|"
    r"\b(?:all )?(?P<other>\d|three|four|five|six|seven) years of (?:residency|training)\b",
    re.IGNORECASE,
)
_ATTEMPTS = re.compile(
    r"\b(?P<count>\d|one|two|three|four|five|six)\s+(?:[a-z]+\s+){0,2}(?:attempts?|times|tries)\b|"
    r"\battempts? [^.;,]{0,40}\b(?:to|at|of|is) (?P<after>\d|two|three|four|five|six)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:at most|most|limit\w*|maximum|no more than|only|allow\w*|up to|total)\b", re.IGNORECASE)
_SETS = re.compile(
    rf"{_LIMIT.pattern}|\b(?:asks?|needs?|requires?|must|at least|completes?|takes?|lasts?)\b", re.IGNORECASE
)
_USED = re.compile(
    r"\b(?P<count>once|twice|\d|one|two|three|four|five)\b(?: (?:times?|attempts?|fail\w*|tries))?", re.IGNORECASE
)
_USED_WORDS = {"once": 1, "one": 1, "twice": 2}
_USED_VERB = re.compile(
    r"\b(?:used|fail\w*|tried|attempt\w*|took|taken|done|spent|complet\w*|finished|been|have|had|served|worked)\b", re.I
)


def shares(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """Two counts of a rule ("177 of 204") as a percentage, by the rule that says most of what is asked.

    Nothing where that rule gives a percentage itself, or denies what the question affirms.
    """
    if not patterns("ask_share").search(asked.own):
        return
    words = content(asked.whole)
    near = {rule: len(held(words, content(rule.text))) for rule in rules}
    years = set(_YEAR.findall(asked.own))
    for rule in sorted(rules, key=lambda rule: -near[rule]):
        if near[rule] < 2:
            return
        if bool(_NOT.search(rule.text)) != bool(_NOT.search(asked.own)) or not years <= set(_YEAR.findall(rule.text)):
            continue
        if "%" in rule.text:
            return
        if counts := _part_and_whole(rule):
            part, whole = counts
            percent = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
            yield Computed(f"{part:,} of {whole:,} is {percent}%.", (rule,))


def _part_and_whole(rule: Rule) -> tuple[int, int] | None:
    if match := _OF.search(rule.text):
        part, whole = (int(match[name].replace(",", "")) for name in ("part", "whole"))
    else:
        counts = sorted({int(amount.value) for amount in amounts_of(rule) if not amount.measure and amount.value > 1})
        if len(counts) != 2:
            return None
        part, whole = counts
    return (part, whole) if 0 < part < whole and whole >= LEAST_WHOLE else None


def payments(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """A number of monthly payments as years."""
    if not (_HOW_LONG.search(asked.own) and _OF_LOANS.search(asked.whole)):
        return
    for rule in rules:
        match = _PAYMENTS.search(rule.text)
        if match and int(match["count"]) % 12 == 0:
            count = int(match["count"])
            yield Computed(f"{count} monthly payments ÷ 12 a year = {count // 12} years.", (rule,))


def series(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """The amounts of the first years of a series added up."""
    match = _FIRST_YEARS.search(asked.own) or _YEARS_LONG.search(asked.own)
    if match is None or not patterns("ask_money").search(asked.own):
        return
    count = number(next(value for value in match.groups() if value))
    for section in dict.fromkeys(rule.section for rule in rules):
        own = [price for rule in rules if rule.section == section for price in prices_of(rule)]
        years: dict[int, Price] = {}
        for price in own:
            if price.ordinal is not None:
                years.setdefault(price.ordinal, price)
        chosen = [years[year] for year in range(1, count + 1) if year in years]
        if count > 1 and len(chosen) == count:
            total = sum((price.amount for price in chosen), Fraction())
            text = f"{' + '.join(usd(price.amount) for price in chosen)} = {usd(total)} for the first {count} years."
            yield Computed(text, tuple(dict.fromkeys(price.rule for price in chosen)))


def remainders(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """What is left of a number of attempts or of a length of time after what the reader has used."""
    if not patterns("ask_left").search(asked.own):
        return
    yield from _attempts_left(asked, rules)
    yield from _time_left(asked, rules)


def _attempts_left(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    used = _attempts_used(asked.whole)
    if used is None or not re.search(r"\battempts?|tries|times|try\b", asked.whole, re.IGNORECASE):
        return
    for rule in rules:
        match = _ATTEMPTS.search(rule.text) if _LIMIT.search(rule.text) and "attempt" in rule.text else None
        if match is None:
            continue
        word = match["count"] or match["after"]
        limit = _USED_WORDS.get(word.lower()) or number(word)
        if used <= limit:
            attempts = "attempt" if limit - used == 1 else "attempts"
            yield Computed(f"{limit} − {used} = {limit - used} {attempts} left.", (rule,))


def _attempts_used(text: str) -> int | None:
    """How many attempts the reader reports; None where it is not said, or said in two ways."""
    found = set()
    for verb in _USED_VERB.finditer(text):
        after = re.split(r"[.;?!]", text[verb.end() :])[0]
        taken = {start for start, _, _ in counts_in(after)}
        for match in _USED.finditer(after[:40]):
            word = match["count"].lower()
            if word in ("once", "twice") or match.start() in taken:
                found.add(_USED_WORDS.get(word) or number(word))
                break
    return found.pop() if len(found) == 1 else None


def _time_left(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    used = [(start, duration) for start, _, duration in find_durations(asked.whole)]
    spent = [d for start, d in used if _USED_VERB.search(asked.whole[max(0, start - 45) : start])]
    if len(spent) != 1 or spent[0].months is None:
        return
    for rule in rules:
        named = names_agree(asked.own, f"{rule.heading} {rule.text}")
        if not (named and _SETS.search(rule.text) and held(content(asked.whole), content(rule.text))):
            continue
        dated = {term.duration for term in terms_of(rule.text) if term.stated}
        for _, _, limit in find_durations(rule.text):
            if limit not in dated and limit.months is not None and limit.months > spent[0].months:
                left = _in_words(limit.months - spent[0].months)
                yield Computed(f"{limit} − {spent[0]} = {left} left.", (rule,))


def _in_words(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = [str(Duration(count, unit)) for count, unit in ((years, "year"), (rest, "month")) if count]
    return " ".join(parts)
