"""Fees added up: each thing that the question names is found among the prices of the guidance, or nothing is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from assistant.compose.arithmetic.moments import find_durations
from assistant.compose.arithmetic.prices import Price, counts_in, number, prices_of
from assistant.compose.arithmetic.schedules import Part, Schedule, base_of, schedules, usd
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, content_of, held, patterns, same_word, unit_words
from ingest.lexical import tokens
from ingest.names import find_names

_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
_JOINT = re.compile(r"\s*(?:[,;+?!]|(?P<topic>:)|\.(?=\s|$)|\b(?:and|plus)\b)\s*", re.IGNORECASE)
_WHO_PAYS = re.compile(r"\bwho\b(?:\s+\w+){0,3}\s+(?:pays?|covers?|bears?)\b", re.IGNORECASE)
_FURTHER = re.compile(r"\b(?:further|additional|extra|more)\b", re.IGNORECASE)
_PLACES = ("specialty", "state")
_FIRST = re.compile(r"\bfirst\b", re.IGNORECASE)
_TIMES = re.compile(r"\bin (?:each|every) of (?:the |my )?(?P<count>two|three|four|five|\d+)\b", re.IGNORECASE)
_NEAR_COUNT = 4
"""A count belongs to a noun that stands at most this many words after it ("43 internal medicine programs")."""

_EDGE = re.compile(
    r"^(?:then|also|well|and|plus|the|a|an|my|i|me|we|for|to|on|if|pay|in|do|does|is|will|would|what|of|it)\s+|"
    r"\s+(?:too|as well|me|i|do|does|is|will|for|in|at|by|the|of|what|it|come to)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that a question names.

    `counts` are its numbers with the words after each; `optional` when it asks for the sum or only names
    the topic, so that it needs no price.
    """

    text: str
    words: frozenset[str]
    counts: tuple[tuple[int, tuple[str, ...]], ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class _Found:
    item: Item
    parts: tuple[Part, ...]
    times: int = 1

    def __str__(self) -> str:
        inner = " + ".join(map(str, self.parts))
        return f"{self.times} × ({inner})" if self.times > 1 else inner

    @property
    def amount(self) -> Fraction:
        return self.times * sum((part.count * part.amount for part in self.parts), Fraction())


def totals(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """The sums of what the question names: within one section first, then over all of them."""
    if not patterns("ask_money").search(asked.own) or patterns("ask_difference").search(asked.own):
        return
    if _WHO_PAYS.search(asked.own):
        return
    for text in (asked.own, asked.whole) if asked.context else (asked.own,):
        items = items_of(text)
        groups = [[rule for rule in rules if rule.section == s] for s in dict.fromkeys(rule.section for rule in rules)]
        for group in [*groups, list(rules)] if len(groups) > 1 else groups:
            found = _all_found(items, group, text)
            if found and (result := _computed(found)):
                yield result


def items_of(text: str) -> list[Item]:
    """The things that a question names, in order."""
    found: list[Item] = []
    for sentence in _SENTENCE.split(text):
        asking = bool(patterns("ask_money").search(sentence))
        joints = [*_JOINT.finditer(sentence), None]
        start = 0
        for joint in joints:
            piece = sentence[start : joint.start() if joint else len(sentence)].strip()
            if piece:
                topic = bool(joint and joint["topic"] and _names_things(sentence[joint.end() :]))
                found.append(_item(piece, asking=asking, topic=topic))
            start = joint.end() if joint else start
    return found


def _names_things(text: str) -> bool:
    pieces = [piece for piece in _JOINT.split(text) if piece]
    return any(content(piece) and not patterns("ask_money").search(piece) for piece in pieces)


def _item(piece: str, *, asking: bool, topic: bool) -> Item:
    counts = [(n, tuple(tokens(piece[end:])[:_NEAR_COUNT])) for _, end, n in counts_in(piece)]
    counts += [(duration.count, (duration.unit,)) for _, _, duration in find_durations(piece)]
    asks = bool(patterns("ask_money").search(piece))
    optional = topic or (not counts and (asks or not asking))
    return Item(piece, content(piece), tuple(counts), optional)


def _all_found(items: Sequence[Item], rules: Sequence[Rule], text: str) -> list[_Found] | None:
    """A price for each thing named; None when one of them has none, or two have the same."""
    years = frozenset(re.findall(r"\b20\d\d\b", text))
    prices = [price for rule in rules for price in prices_of(rule)]
    usable = [price for price in prices if not (years and price.years) or years & price.years]
    plans = list(schedules(rules))
    found: list[_Found] = []
    for item in items:
        match = _find(item, usable, plans, found)
        if match is not None:
            found.append(match)
        elif item.words and not item.optional:
            return None
    once = [part.key for one in found for part in one.parts if part.count == 1 and not part.base]
    return _base_once(found) if len(once) == len(set(once)) else None


def _find(item: Item, prices: Sequence[Price], plans: Sequence[Schedule], before: Sequence[_Found]) -> _Found | None:
    numbers = {n for n, _ in item.counts}
    summed = _best([p for p in prices if p.is_sum and p.numbers and numbers <= p.numbers], item) if numbers else None
    if summed and len(numbers) > 1:
        return _Found(item, (Part(1, summed.amount, (summed.rule,)),))
    if plan := _plan(item, plans, before):
        return plan
    if not item.words or numbers - {1}:
        return None
    flat = _best([p for p in prices if not p.is_sum and not p.unit and p.ordinal is None], item)
    if flat is None:
        return None
    own = Part(1, flat.amount, (flat.rule,))
    regular = base_of([p for p in prices if p.rule.section == flat.rule.section]) if "late" in flat.named else None
    return _Found(item, (Part(1, regular.amount, (regular.rule,), base=True), own) if regular else (own,))


def _plan(item: Item, plans: Sequence[Schedule], before: Sequence[_Found]) -> _Found | None:
    """What a number of things comes to by the schedule that speaks of them most."""
    fits = [
        (len(held(item.words, _about(plan))), -place, plan) for place, plan in enumerate(plans) if _fits(item, plan)
    ]
    if fits:
        return _by_plan(item, max(fits, key=lambda fit: fit[:2])[2])
    further = [plan for plan in plans if max(price.first for price in plan.tiers) > 1]
    if not item.words and item.counts and before and further and _FURTHER.search(item.text):
        last = max(further[0].tiers, key=lambda price: price.first)
        return _Found(item, (Part(item.counts[0][0], last.amount, (last.rule,)),))
    return None


def _by_plan(item: Item, plan: Schedule) -> _Found | None:
    elided = not _counts_units(plan, tokens(item.text))
    count = next((n for n, after in item.counts if elided or _counts_units(plan, after)), 0)
    last = max(plan.tiers, key=lambda price: price.first)
    if _FURTHER.search(item.text) and last.first > 1:
        return _Found(item, (Part(count, last.amount, (last.rule,)),)) if count else None
    parts = plan.parts(count or (1 if _FIRST.search(item.text) else 0))
    times = _TIMES.search(item.text)
    return _Found(item, tuple(parts), number(times["count"]) if times else 1) if parts else None


def _fits(item: Item, plan: Schedule) -> bool:
    """Whether all words of an item but names of specialties and states stand in a schedule, its unit among them."""
    placed = frozenset(t for name in find_names(item.text) if name.kind in _PLACES for t in tokens(name.name))
    if not _counts_units(plan, tokens(item.text)) and not (placed and item.counts):
        return False
    rest = frozenset(w for w in item.words - placed - content_of("filler") if not _counts_units(plan, [w]))
    return held(rest, _about(plan)) == rest


def _counts_units(plan: Schedule, words: Sequence[str]) -> bool:
    units = unit_words(plan.unit)
    return any(same_word(unit, word) for unit in units for word in words)


def _about(plan: Schedule) -> frozenset[str]:
    around = [price.around for price in (*plan.tiers, *((plan.base,) if plan.base else ()))]
    return frozenset(tokens(plan.unit)).union(*around)


def _best(prices: Sequence[Price], item: Item) -> Price | None:
    """The price whose own words hold most of the item's, the sentence holding the rest, and that says least beside."""
    words = item.words - content_of("filler") or item.words
    fits = [
        (-len(held(words, price.label)), len(price.label - held(price.label, words)), place, price)
        for place, price in enumerate(prices)
        if held(words, price.label) and held(words, price.around) == words and held(price.named, words) == price.named
    ]
    return min(fits, key=lambda fit: fit[:3])[3] if fits else None


def _base_once(found: Sequence[_Found]) -> list[_Found]:
    """A base fee that is also named by itself, or by two things, is paid once."""
    paid = {part.key for one in found for part in one.parts if not part.base}
    kept = []
    for one in found:
        parts = tuple(part for part in one.parts if not part.base or part.key not in paid)
        paid |= {part.key for part in parts}
        kept.append(_Found(one.item, parts, one.times))
    return kept


def _computed(found: Sequence[_Found]) -> Computed | None:
    parts = list(chain.from_iterable(one.parts for one in found))
    if len(parts) < 2 and all(part.count == 1 for part in parts):
        return None
    total = sum((one.amount for one in found), Fraction())
    rules = tuple(dict.fromkeys(rule for part in parts for rule in part.rules))
    if len(found) == 1:
        return Computed(f"{found[0]} = {usd(total)} for {_name(found[0].item)}.", rules)
    shown = " + ".join(f"{one} ({_name(one.item)})" for one in found)
    return Computed(f"{shown} = {usd(total)}.", rules)


_TOPIC = re.compile(r"\([^)]*\)?")


def _name(item: Item) -> str:
    """An item in the reader's words, without those that ask."""
    counted = counts_in(item.text)
    text = item.text[counted[0][0] :] if counted else item.text
    text = _TOPIC.sub("", text)
    text = " ".join(patterns("ask_money").sub(" ", text).split()).strip(" .?!,")
    while (shorter := _EDGE.sub("", text)) != text:
        text = shorter
    return text
