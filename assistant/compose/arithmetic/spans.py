"""Dates counted from a date: seven years from a passed exam, 60 days before training starts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.compose.arithmetic.events import Anchor, anchors, same_event
from assistant.compose.arithmetic.moments import Moment, find_durations, shift
from assistant.compose.arithmetic.terms import Term, terms_of
from assistant.compose.arithmetic.types import Asked, Computed, Rule
from assistant.compose.arithmetic.words import content, held, names_agree, patterns

_CALENDAR_YEARS = re.compile(r"\bfirst (?P<count>\w+) calendar years\b", re.IGNORECASE)
STATED = 1.5
LIMIT = 0.5
PLACE = 0.05
"""What a stated beginning, the word "within", and a place further back in the rules weigh, in shared words."""

_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|last|latest|most recent|previous)\b", re.IGNORECASE)

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True, slots=True)
class _Question:
    """The dates and lengths of time of a question, and its words."""

    text: str
    anchors: tuple[Anchor, ...]
    durations: frozenset[tuple[str, int]]
    words: frozenset[str]


def spans(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """The dates that the rules give for the reader's date, best rule first; nothing without such a date."""
    if not patterns("ask_date").search(asked.own):
        return
    dated = anchors(asked.own) or anchors(asked.context)
    finest = [anchor for anchor in dated if _grain(anchor) == _grain(dated[0])]
    said = frozenset(duration.size() for _, _, duration in find_durations(asked.own))
    question = _Question(asked.own, tuple(finest), said, content(asked.whole))
    if not finest:
        return
    yield from _calendar_years(question, rules)
    fits = [
        (_fit(question, rule, term, place), term, rule)
        for place, rule in enumerate(rules)
        for term in terms_of(rule.text)
    ]
    for fit, term, rule in sorted(fits, key=lambda one: -one[0]):
        if fit > 0:
            yield from _by_term(question, term, rule)


def _fit(question: _Question, rule: Rule, term: Term, place: int) -> float:
    """How well a length of time answers: words shared with its rule, a stated beginning, "within", its rank.

    Where the question names a length of time, only that one answers.
    """
    near = len(held(question.words, content(rule.text)))
    if not rule.first and not names_agree(question.text, f"{rule.heading} {rule.text}"):
        return 0.0
    early = bool(patterns("early").search(question.text))
    if not early and (
        term.allowed or (term.sign < 0 and patterns("ask_end").search(question.text) and not term.others)
    ):
        return 0.0
    if question.durations and term.duration.size() not in question.durations:
        return 0.0
    if near < (1 if question.durations or (rule.first and term.stated) else 2):
        return 0.0
    return max(near + STATED * term.stated + LIMIT * term.limit - PLACE * place, 0.01)


def _by_term(question: _Question, term: Term, rule: Rule) -> Iterator[Computed]:
    signs = {sign: anchor for anchor in reversed(question.anchors) if (sign := _direction(term, anchor))}
    for sign, anchor in signs.items():
        end = shift(anchor.moment, term.duration, sign)
        if end is not None and not _is_one_of_several(term, anchor, rule):
            yield Computed(_sentence(term, anchor.moment, end, sign, question), (rule,))


def _is_one_of_several(term: Term, anchor: Anchor, rule: Rule) -> bool:
    """Whether a rule counts from several events of one kind, of which the reader does not tell one ("the first")."""
    told = {word.lower() for word in _ORDINAL.findall(term.event)}
    rivals = [t for t in terms_of(rule.text) if t.stated and t.duration != term.duration and _ORDINAL.search(t.event)]
    return bool(told and rivals) and not told & {word.lower() for word in _ORDINAL.findall(anchor.words)}


def _direction(term: Term, anchor: Anchor) -> int:
    """Whether a term is counted forward (1) or back (-1) from the reader's date, or not from that date at all (0)."""
    if not term.stated:
        return int(same_event(anchor.events, term.others or term.events))
    if same_event(anchor.events, term.events):
        return term.sign
    if term.sign < 0 and same_event(anchor.events, term.others):
        return 1
    return term.sign if not anchor.events and held(content(term.event), content(anchor.words)) else 0


def _sentence(term: Term, start: Moment, end: Moment, sign: int, question: _Question) -> str:
    duration = term.duration
    if sign < 0:
        near = shift(start, term.low, sign) if term.low else None
        return f"{duration} before {start} is {end}{f', and {term.low} before it is {near}' if near else ''}."
    later = [anchor.moment for anchor in question.anchors if anchor.moment > start]
    ends = f"{duration} from {start} {'ends' if duration.count == 1 else 'end'} {end.when}"
    return f"{ends}{_compared(end, later[0])}." if later else f"{ends}."


def _compared(end: Moment, other: Moment) -> str:
    """Where another date of the reader lies, if both are said finely enough to tell."""
    if other.first_day > end.last_day:
        return f", before {other}"
    return f", after {other}" if other.last_day < end.first_day else ""


def _grain(anchor: Anchor) -> int:
    return (anchor.moment.month is not None) + (anchor.moment.day is not None)


def _calendar_years(question: _Question, rules: Sequence[Rule]) -> Iterator[Computed]:
    """Years that are counted from January to December, where a part of the first one counts whole."""
    for rule in rules:
        match = _CALENDAR_YEARS.search(rule.text)
        count = _COUNTS.get(match["count"].lower()) if match else None
        whole = next((r for r in rules if re.search(r"\bany part of\b.*\bcounts as a full year\b", r.text)), None)
        if count is None or whole is None or len(held(question.words, content(rule.text))) < 2:
            continue
        first = question.anchors[0].moment.year
        years = [str(first + n) for n in range(count)]
        named = f"{', '.join(years[:-1])} and {years[-1]}"
        yield Computed(
            f"The first {count} calendar years counted from {question.anchors[0].moment} are {named}, "
            f"so they end on {Moment(first + count - 1, 12, 31)}.",
            (rule, whole),
        )
