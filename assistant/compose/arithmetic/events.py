"""What happened on a date, so that a duration is counted only from what the guidance counts it from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.compose.arithmetic.moments import Moment, find_moments
from assistant.compose.arithmetic.words import patterns

_SENTENCE = re.compile(r"[^.;?!]+(?:(?<=\d)\.(?=\d)[^.;?!]+)*")
_YEAR_SAID = re.compile(r"\b(?:in|since|from|during|of|around|year)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date of the reader, the kind of event that it dates, and the sentence in which it was said."""

    moment: Moment
    events: frozenset[str]
    sentence: str


def events_in(text: str) -> frozenset[str]:
    """The kinds of event that a text speaks of."""
    return frozenset(kind for kind, pattern in _kinds().items() if pattern.search(text))


def anchors(text: str) -> list[Anchor]:
    """The reader's own dates, finest first; years that only name a season, a price list or a Match are none."""
    found = []
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        for start, end, moment in find_moments(words):
            events = _nearest(words, start, end)
            if moment.month is None and not (events and _YEAR_SAID.search(words[:start]) and _own_year(words, end)):
                continue
            found.append(Anchor(moment, events, words))
    return sorted(found, key=lambda a: -((a.moment.month is not None) + (a.moment.day is not None)))


def _own_year(words: str, end: int) -> bool:
    named = patterns("not_own_year")
    return not (named.search(words[max(0, end - 24) : end]) or named.match(words[end:].lstrip()))


def _nearest(words: str, start: int, end: int) -> frozenset[str]:
    """The kinds of the event word that stands nearest before a date, or after it where none stands before."""
    places = [(m.start(), m.end(), kind) for kind, pattern in _kinds().items() for m in pattern.finditer(words)]
    before = [(-(stop), kind) for _, stop, kind in places if stop <= start]
    chosen = before or [(first, kind) for first, _, kind in places if first >= end]
    nearest = min((distance for distance, _ in chosen), default=0)
    return frozenset(kind for distance, kind in chosen if distance == nearest)


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {name.removeprefix("event_"): patterns(name) for name in _NAMES}


_NAMES = ("event_start", "event_end", "event_issue", "event_file", "event_pass", "event_graduate", "event_move",
          "event_travel", "event_birth")  # fmt: skip
