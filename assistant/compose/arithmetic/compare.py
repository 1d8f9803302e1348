"""Differences and sums of numbers that the guidance gives side by side, and of one of the reader's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from assistant.compose.arithmetic.amounts import Amount, amounts_of, shown
from assistant.compose.arithmetic.prices import counts_in
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, held, marks, names_agree, patterns

_BETWEEN = re.compile(
    r"\b(?:than|and|versus|vs|between|compared (?:to|with)|plus|but|over|from|to)\b|[,;:]", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SHARES = re.compile(r"\b(?:percent\w*|points?|share|rate)\b|%", re.IGNORECASE)
COVERED = 0.6
"""The share of a question's words that the rules of a difference or sum must hold."""

MOST_AMOUNTS = 12
MOST_THINGS = 3


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing that is compared or added, by the question's words for it and the years it names."""

    words: frozenset[str]
    years: frozenset[str]

    def fit(self, amount: Amount) -> float:
        """How well an amount is the one for this thing."""
        near = len(held(self.words, amount.label))
        years = 3 * len(self.years & amount.years) - 3 * bool(self.years and not self.years & amount.years)
        return 2 * near - 0.25 * (len(amount.label) - near) + 0.5 * len(held(self.words, amount.around)) + years


def comparisons(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """Differences and sums of two or three numbers of one section that the question tells apart."""
    apart = bool(patterns("ask_difference").search(asked.own))
    together = bool(patterns("ask_together").search(asked.own)) and not apart
    if not apart and not together:
        return
    if apart:
        yield from _with_own_number(asked, rules)
    things, years = _things(asked.own), frozenset(_YEAR.findall(asked.own))
    sections = dict.fromkeys(rule.section for rule in rules)
    groups = [[rule for rule in rules if rule.section == section] for section in sections]
    if apart and len(years) > 1:
        groups.append(list(rules))
    for group in groups:
        amounts = [amount for rule in group for amount in amounts_of(rule)]
        chosen = _pair_of(asked.own, things, amounts, apart=apart)
        if chosen and _covers(asked.own, years, chosen) and (apart or not _summed_already(chosen, amounts)):
            yield _difference(chosen) if apart else _sum(chosen)


def _pair_of(
    text: str, things: Sequence[_Thing], amounts: Sequence[Amount], *, apart: bool
) -> tuple[Amount, ...] | None:
    if apart:
        shares = bool(_SHARES.search(text))
        amounts = [amount for amount in amounts if (amount.measure == "percent") == shares]
        return _unfilled(text, amounts) or _assigned(things, amounts, apart=True)
    amounts = [amount for amount in amounts if amount.measure not in ("percent", "usd")]
    return _assigned(things, amounts, apart=False) or _both(text, amounts)


def _covers(text: str, years: frozenset[str], chosen: Sequence[Amount]) -> bool:
    """Whether the rules speak of most of what the question says, and of the years that it names."""
    words, around = content(text), frozenset().union(*(amount.around for amount in chosen))
    said = frozenset().union(*(amount.years for amount in chosen))
    rules = " ".join(f"{amount.rule.heading} {amount.rule.text}" for amount in chosen)
    return years <= said and names_agree(text, rules) and len(held(words, around)) >= COVERED * len(words)


def _unfilled(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...] | None:
    """The positions offered and filled that one rule gives, where the question asks for the rest."""
    if not re.search(r"\b(?:unfilled|empty|left over|(?:left|stay\w*|remain\w*) open)\b", text, re.IGNORECASE):
        return None
    for rule in dict.fromkeys(amount.rule for amount in amounts):
        own = tuple(amount for amount in amounts if amount.rule == rule and not amount.measure)
        if len(own) == 2 and re.search(r"\boffered\b.*\bfilled\b", rule.text):
            return own
    return None


def _things(text: str) -> list[_Thing]:
    """What a question names side by side; a part that names only a year is the thing before it in that year."""
    found: list[_Thing] = []
    for piece in _BETWEEN.split(text):
        words, years = content(piece) | marks(piece), frozenset(_YEAR.findall(piece))
        if words or (years and found):
            found.append(_Thing(words or found[-1].words, years))
    return found


def _assigned(things: Sequence[_Thing], amounts: Sequence[Amount], *, apart: bool) -> tuple[Amount, ...] | None:
    """The amounts for the things, where the words tell which is which; of a sum no thing is left out."""
    if not 2 <= len(things) <= MOST_THINGS:
        return None
    near = [amount for amount in amounts if any(held(thing.words, amount.label) for thing in things)]
    near = sorted(near, key=lambda amount: -max(thing.fit(amount) for thing in things))[:MOST_AMOUNTS]
    best: tuple[float, tuple[Amount, ...]] = (0.0, ())
    for named in (things[-2:], things[:2]) if apart else (things,):
        for chosen in permutations(near, len(named)):
            if _comparable(chosen) and _told_apart(named, chosen):
                fit = sum(thing.fit(amount) for thing, amount in zip(named, chosen, strict=True))
                best = max(best, (fit, chosen), key=lambda pair: pair[0])
    return best[1] or None


def _comparable(chosen: Sequence[Amount]) -> bool:
    """Whether amounts count the same; a count without a noun of its own takes that of the other."""
    distinct = len({amount.value for amount in chosen}) == len(chosen)
    return distinct and len({a.measure for a in chosen}) == 1 and len({a.noun.lower() for a in chosen if a.noun}) <= 1


def _told_apart(things: Sequence[_Thing], chosen: Sequence[Amount]) -> bool:
    """Whether each thing fits its own amount, and none of the others as well."""
    return all(
        held(thing.words, amount.label | amount.around)
        and all(thing.fit(amount) > thing.fit(other) for other in chosen if other is not amount)
        for thing, amount in zip(things, chosen, strict=True)
    )


def _both(text: str, amounts: Sequence[Amount]) -> tuple[Amount, ...] | None:
    """The two numbers of one noun that a section gives, where the question asks for both."""
    asked = re.search(r"\bhow many (?:[\w-]+ ){0,3}?(?P<noun>[a-z]+s)\b", text, re.IGNORECASE)
    if not asked or not re.search(r"\bboth\b", text, re.IGNORECASE):
        return None
    own = tuple(amount for amount in amounts if amount.noun and amount.noun.lower() == asked["noun"].lower())
    return own if len(own) == 2 else None


def _summed_already(chosen: Sequence[Amount], amounts: Sequence[Amount]) -> bool:
    return any(amount.value == sum(a.value for a in chosen) for amount in amounts)


def _difference(chosen: Sequence[Amount]) -> Computed:
    more, less = sorted(chosen, key=lambda amount: -amount.value)
    rest = more.value - less.value
    result = f"{float(rest):g} percentage points" if more.measure == "percent" else shown(rest, more.measure)
    text = f"{shown(more.value, more.measure)} − {shown(less.value, less.measure)} = {result}{_noun(chosen)}."
    return Computed(text, tuple(dict.fromkeys(amount.rule for amount in chosen)))


def _sum(chosen: Sequence[Amount]) -> Computed:
    first = chosen[0]
    total = sum((amount.value for amount in chosen), Fraction())
    parts = " + ".join(shown(amount.value, amount.measure) for amount in chosen)
    text = f"{parts} = {shown(total, first.measure)}{_noun(chosen)}."
    return Computed(text, tuple(dict.fromkeys(amount.rule for amount in chosen)))


def _noun(chosen: Sequence[Amount]) -> str:
    noun = next((amount.noun for amount in chosen if amount.noun), "")
    return f" {noun}" if noun else ""


def _with_own_number(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """How far a number of the reader's lies from the only one that a rule gives for it."""
    own = {count for _, _, count in counts_in(asked.own) if count > 1}
    if len(own) != 1:
        return
    words = content(asked.whole)
    for rule in rules:
        theirs = {amount.value for amount in amounts_of(rule) if not amount.measure}
        if rule.first and len(theirs) == 1 and len(held(words, content(rule.text))) >= 2:
            both = [*map(Fraction, own), *theirs]
            more, less = max(both), min(both)
            if more != less:
                yield Computed(f"{int(more):,} − {int(less):,} = {int(more - less):,}.", (rule,))
