"""The days between two dates: of the guidance, or one of the guidance and one of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.arithmetic.moments import Moment, find_moments
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, held

_ASKS = re.compile(r"\bhow (?:many|much) (?P<unit>days|weeks|time)\b|\bhow long\b", re.IGNORECASE)
_APART = re.compile(r"\b(?:between|from|after|before|until|till|since|lie|pass|later|earlier|gap)\b", re.IGNORECASE)
_SPLIT = re.compile(
    r"\b(?:and|until|till|before|after|to|from|between|since|is|was|does|do|did)\b|[,;:.]", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_JOINT = re.compile(r",?\s+(?:and|while|but)\s+|[,;]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Dated:
    moment: Moment
    label: frozenset[str]
    rule: Rule | None


def gaps(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """How many days lie between the two dates that the question names, at least one of them of the guidance."""
    if not (asks := _ASKS.search(asked.own)) or not _APART.search(asked.own):
        return
    own = [_Dated(m, frozenset(), None) for _, _, m in find_moments(asked.own) if m.day]
    years = set(_YEAR.findall(asked.own)) - {str(dated.moment.year) for dated in own}
    for section in dict.fromkeys(rule.section for rule in rules):
        group = [rule for rule in rules if rule.section == section]
        if not all(any(year in f"{rule.heading} {rule.text}" for rule in group) for year in years):
            continue
        theirs = [dated for rule in group for dated in _dated(rule)]
        pair = _pair(asked.own, own, theirs)
        if pair is not None:
            yield _gap(*pair, weeks=(asks["unit"] or "").lower() == "weeks")


def _dated(rule: Rule) -> Iterator[_Dated]:
    """The days of a rule with the words of their own part of the sentence."""
    places = [(start, end, m) for start, end, m in find_moments(rule.text) if m.day]
    for number, (start, end, moment) in enumerate(places):
        before = rule.text[places[number - 1][1] if number else 0 : start]
        after = rule.text[end : places[number + 1][0] if number + 1 < len(places) else len(rule.text)]
        cuts = list(_JOINT.finditer(after))
        kept = after[: cuts[-1].start()] if cuts and number + 1 < len(places) else after
        yield _Dated(moment, content(f"{_JOINT.split(before)[-1] if number else before} {kept}"), rule)


def _pair(text: str, own: Sequence[_Dated], theirs: Sequence[_Dated]) -> tuple[_Dated, _Dated] | None:
    if len(own) > 1 or not theirs:
        return None
    if own:
        words = content(text)
        best = sorted(theirs, key=lambda d: -len(held(words, d.label)))
        clear = len(best) == 1 or len(held(words, best[0].label)) > len(held(words, best[1].label))
        return (own[0], best[0]) if clear and len(held(words, best[0].label)) >= 2 else None
    things = [words for piece in _SPLIT.split(text) if (words := content(piece))]
    found = [
        (len(held(a, x.label)) + len(held(b, y.label)), x, y)
        for i, a in enumerate(things)
        for b in things[i + 1 :]
        for x in theirs
        for y in theirs
        if x.moment != y.moment
        and len(held(a, x.label)) > len(held(a, y.label))
        and len(held(b, y.label)) > len(held(b, x.label))
    ]
    if not found:
        return None
    _, first, second = max(found, key=lambda one: one[0])
    return first, second


def _gap(one: _Dated, other: _Dated, *, weeks: bool) -> Computed:
    early, late = sorted((one, other), key=lambda dated: dated.moment)
    days = (late.moment.first_day - early.moment.first_day).days
    told = f", or {days // 7} week{'' if days == 7 else 's'}" if weeks and days % 7 == 0 else ""
    are = "is 1 day" if days == 1 else f"are {days} days"
    text = f"From {early.moment} to {late.moment} {are}{told}."
    return Computed(text, tuple(dict.fromkeys(d.rule for d in (early, late) if d.rule)))
