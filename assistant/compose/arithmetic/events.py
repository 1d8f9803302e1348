"""What happened on a date, so that a duration is counted only from what the guidance counts it from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.compose.arithmetic.moments import Moment, find_moments
from assistant.compose.arithmetic.words import patterns

_SENTENCE = re.compile(r"[^.;?!]+(?:(?<=\d)\.(?=\d)[^.;?!]+)*")
_CLAUSE = re.compile(r",|\b(?:and|but)\b")
ENDING = frozenset({"job", "stay", "training"})
"""What it can be that ends or starts; an event is never one of these alone."""

_YEAR_SAID = re.compile(r"\b(?:in|since|from|during|of|around|year)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date of the reader, the kind of event that it dates, and the words around it."""

    moment: Moment
    events: frozenset[str]
    words: str


def events_in(text: str) -> frozenset[str]:
    """The kinds of event that a text speaks of, and what it is that ends ("job", "stay", "training")."""
    return frozenset(kind for kind, pattern in _kinds().items() if pattern.search(text))


def same_event(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts speak of one kind of event; the end of a job is not the end of a stay."""
    if not (one & other) - ENDING:
        return False
    return not (one & ENDING and other & ENDING) or bool(one & other & ENDING)


def anchors(text: str) -> list[Anchor]:
    """The reader's own dates, finest first; years that only name a season, a price list or a Match are none."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        places = find_moments(words)
        for number, (start, end, moment) in enumerate(places):
            since = places[number - 1][1] if number else 0
            until = places[number + 1][0] if number + 1 < len(places) else len(words)
            before, after = words[since:start], _CLAUSE.split(words[end:until])[0]
            events = _nearest(before, after)
            if moment.month is None and not (events and _YEAR_SAID.search(words[:start]) and _own_year(words, end)):
                continue
            found.append(Anchor(moment, events, f"{before} {after}"))
    return sorted(found, key=lambda a: -((a.moment.month is not None) + (a.moment.day is not None)))


def _own_year(words: str, end: int) -> bool:
    named = patterns("not_own_year")
    return not (named.search(words[max(0, end - 24) : end]) or named.match(words[end:].lstrip()))


def _nearest(before: str, after: str) -> frozenset[str]:
    """The kinds of the event word that stands nearest before a date, or after it where none stands before."""
    happened = {kind: pattern for kind, pattern in _kinds().items() if kind not in ENDING}
    ends = [(len(before) - m.end(), kind) for kind, pattern in happened.items() for m in pattern.finditer(before)]
    starts = [(m.start(), kind) for kind, pattern in happened.items() for m in pattern.finditer(after)]
    chosen = ends or starts
    nearest = min((distance for distance, _ in chosen), default=0)
    kinds = frozenset(kind for distance, kind in chosen if distance == nearest)
    return kinds | (events_in(before if ends else after) & ENDING) if "end" in kinds else kinds


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {name.removeprefix("event_"): patterns(name) for name in _NAMES}


_NAMES = tuple(
    f"event_{kind}"
    for kind in ("start", "end", "issue", "file", "pass", "graduate", "move", "travel", "return", *sorted(ENDING))
)
