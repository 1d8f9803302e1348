"""The prices that a sentence of the guidance gives: for what, for each of what, from which one on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from assistant.compose.arithmetic.types import Rule
from assistant.compose.arithmetic.words import content
from assistant.verify.dates import find_dates
from assistant.verify.quantities import find_quantities
from assistant.verify.tokens import Span
from ingest.names import find_names

_N = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
_MONEY_FIRST = re.compile(r"^\s*(?:for|to|per|as the|on|(?:a|each|every) (?:year|month)\b|more for)\b", re.IGNORECASE)
_CUT = re.compile(r",?\s+(?:and|or|while|plus)\s+|[,;:]\s+", re.IGNORECASE)
_EACH = re.compile(
    rf"\b(?:each|every|per|a(?=\s+(?:year|month)\b))\s+(?:of\s+the\s+first\s+(?P<last>{_N})\s+|(?!of\b))"
    r"(?:(?:further|additional|extra|other|next|ranked|verified|checked|different|individual|more)\s+)*(?P<unit>[a-z]+)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\bfrom the (?P<nth>\d+)(?:st|nd|rd|th)|\b(?:beyond|above|over|after) (?:the first )?(?P<past>\d+)\b",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"\b(?:further|additional|extra)\b", re.IGNORECASE)
_FIRST_ONE = re.compile(r"\b(?:a|the) first (?:(?:\w+)\s+)?(?P<unit>[a-z]+)\s*$", re.IGNORECASE)
_COVERS = re.compile(
    rf"\b(?:covers?|for) (?:up to )?(?P<count>{_N}) (?:[a-z]+ ){{0,2}}?(?P<unit>[a-z]+s)\b", re.IGNORECASE
)
_SUM = re.compile(r"\b(?:add(?:s|ed)? up|come to|in all|together|total|sum)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:older|former|earlier|previous|lower figures?|used to|until \d{4})\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:day|part|round|year|phase|level|class|number|no\.|form|section|chapter)\s+$", re.IGNORECASE
)
_QUALIFIED = re.compile(r"\b(?P<word>\w+) (?:charge|surcharge|fee|part) of (?:about |roughly )?$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\b(?P<word>{'|'.join(_ORDINALS)})-year\b|\bPGY-?(?P<digit>\d)\b", re.IGNORECASE)
_NUMBERS = {
    word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}


@dataclass(frozen=True, slots=True)
class Price:
    """An amount in US dollars and what it is for.

    `label` are the words of the part of the sentence that belongs to the amount, `numbers` the counts in it.
    With `unit`, the amount is for each one of that thing, from number `first` to number `last`. `covers` is
    the number of units that a flat amount includes. `ordinal` is the year of a series of yearly amounts.
    `named` are words without which it is not meant: "late", or "international" of an international charge.
    """

    amount: Fraction
    label: frozenset[str]
    around: frozenset[str]
    numbers: frozenset[int]
    years: frozenset[str]
    rule: Rule
    unit: str = ""
    first: int = 1
    last: int | None = None
    covers: int = 0
    ordinal: int | None = None
    is_sum: bool = False
    named: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def prices_of(rule: Rule) -> tuple[Price, ...]:
    """The prices of a sentence in reading order, without ranges and older figures."""
    found: list[Price] = []
    for span, label, money_first in _labelled(rule.text):
        if _PAST.search(label):
            continue
        price = _price(span, label, rule)
        before = rule.text[: span.start]
        if money_first and price.unit == "one" and found:
            price = replace(price, unit=found[-1].unit)
        if qualified := _QUALIFIED.search(before):
            price = replace(price, named=content(qualified["word"]))
        elif found and re.search(r"\bor\s*$", before):
            price = replace(price, named=found[-1].named)
        if "late" in price.label:
            price = replace(price, named=price.named | {"late"})
        found.append(_continued(price, label, found))
    return tuple(found)


def covered_of(text: str) -> tuple[int, str] | None:
    """How many of what a flat fee includes ("the registration fee covers 20 ranked programs")."""
    match = re.search(r"\bcovers\b", text) and _COVERS.search(text)
    return (number(match["count"]), match["unit"].lower()) if match else None


def counts_in(text: str) -> list[tuple[int, int, int]]:
    """The whole numbers that count something, with their places: not those in dates and in names ("Step 2 CK")."""
    taken = [(span.start, span.end) for span in find_dates(text)]
    taken += [(name.start, name.end) for name in find_names(text)]
    taken += [(span.start, span.end) for span in find_quantities(text) if span.token.unit not in ("", "nth")]
    found = []
    for span in find_quantities(text):
        free = span.token.unit == "" and all(span.end <= start or span.start >= end for start, end in taken)
        value = Fraction(span.token.key.split(":")[1]) if free else Fraction(1, 2)
        if value.denominator == 1 and not _NUMBERED.search(text[: span.start]) and not _YEAR.fullmatch(span.token.raw):
            found.append((span.start, span.end, int(value)))
    return sorted(found)


def number(word: str) -> int:
    """The value of a number in digits or a small one in words."""
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _labelled(text: str) -> Iterator[tuple[Span, str, bool]]:
    """Each amount with the words that say what it is for, and whether these follow it."""
    spans = [s for s in find_quantities(text) if s.token.unit == "usd" and re.search(r"(?i)usd|\$", s.token.raw)]
    for place, span in enumerate(spans):
        before = text[spans[place - 1].end if place else 0 : span.start]
        after = text[span.end : spans[place + 1].start if place + 1 < len(spans) else len(text)]
        if _is_range(text, span, spans):
            continue
        own = _tail(before) if place else before.split("; ")[-1]
        if not (first := _MONEY_FIRST.match(after)):
            yield span, f"{own} {after[:12] if _SUM.match(after.strip()) else ''}", False
            continue
        label = _head(after, is_last=place + 1 == len(spans))
        alone = first.group().strip().lower() not in ("for", "to", "as the", "on", "more for")
        yield span, f"{own} {label}" if alone else label, True


def _is_range(text: str, span: Span, spans: Sequence[Span]) -> bool:
    return (
        bool(re.match(r"\s*(?:to|-|/)\s*\d", text[span.end :]))
        or any(
            re.fullmatch(r"\s*(?:to|-|or|/)\s*", text[a.end : b.start])
            for a, b in ((span, other) for other in spans if other.start >= span.end)
        )
        or any(
            re.fullmatch(r"\s*(?:to|-|or|/)\s*", text[other.end : span.start])
            for other in spans
            if other.end <= span.start
        )
    )


def _head(after: str, *, is_last: bool) -> str:
    """The words after an amount that belong to it: to the last joint before the next amount, or to a clause's end."""
    if is_last:
        return re.split(r"[;.](?:\s|$)|, (?:while|so|and|made)\b", after)[0]
    cuts = list(_CUT.finditer(after))
    return after[: cuts[-1].start()] if cuts else after


def _tail(before: str) -> str:
    """The words before an amount that belong to it: from the last joint that leaves words enough."""
    for cut in reversed(list(_CUT.finditer(before))):
        if content(before[cut.end() :]) or _EACH.search(before[cut.end() :]):
            return before[cut.end() :]
    return before


def _price(span: Span, label: str, rule: Rule) -> Price:
    amount = Fraction(span.token.key.removeprefix("usd:"))
    plain = _YEAR.sub(" ", label)
    numbers = frozenset(n for _, _, n in counts_in(plain) if n > 1)
    price = Price(
        amount,
        content(label),
        content(f"{rule.heading} {rule.text}"),
        numbers,
        frozenset(_YEAR.findall(rule.text)),
        rule,
    )
    price = replace(price, is_sum=bool(_SUM.search(label)) or bool(numbers))
    if ordinal := _ORDINAL.search(label) or _ORDINAL.search(rule.text.split("USD")[0]):
        value = _ORDINALS.index(ordinal["word"].lower()) + 1 if ordinal["word"] else int(ordinal["digit"])
        return replace(price, ordinal=value, is_sum=False)
    if each := _EACH.search(label):
        last = number(each["last"]) if each["last"] else None
        return replace(price, unit=_singular(each["unit"]), last=last, is_sum=False)
    if one := _FIRST_ONE.search(label.rstrip()):
        return replace(price, unit=_singular(one["unit"]), last=1, is_sum=False)
    if covers := re.match(rf"\s*for up to (?P<count>{_N}) (?:[a-z]+ ){{0,2}}?(?P<unit>[a-z]+s)\b", label):
        return replace(price, covers=number(covers["count"]), unit=_singular(covers["unit"]), is_sum=False)
    return price


def _continued(price: Price, label: str, before: Sequence[Price]) -> Price:
    """Where a price for each further one begins, said in its own words or by the price before it."""
    if not price.unit or price.covers:
        return price
    if start := _FROM.search(label):
        return replace(price, first=int(start["nth"]) if start["nth"] else int(start["past"]) + 1)
    if _FURTHER.search(label) and before and (before[-1].last or before[-1].covers):
        return replace(price, first=(before[-1].last or before[-1].covers) + 1)
    return replace(price, first=0) if _FURTHER.search(label) else price


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")
