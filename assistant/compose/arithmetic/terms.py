"""The lengths of time that a sentence of the guidance sets, and what it counts them from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.compose.arithmetic.events import ENDING, events_in
from assistant.compose.arithmetic.moments import Duration, find_durations

_EVENT_ENDS = re.compile(r"[,;.]|\b(?:not|unless|if|whichever|but|when|while|or until)\b", re.IGNORECASE)
_ABOUT = r"\s+(?:the\s+(?:first|last|next)\s+|the\s+|about\s+)?$"
_LIMIT = re.compile(rf"\b(?:within(?: about)?|inside|in|no more than|not more than|after){_ABOUT}", re.IGNORECASE)
_LASTS = re.compile(
    rf"\b(?:lasts?(?: up to| at most)?|(?:valid|good|granted|issued)(?: for)?(?: up to| at most)?|"
    rf"expires? after){_ABOUT}",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    rf"\b(?:at most|up to|(?:not|no) longer than|(?:limit|maximum|total) of|in all){_ABOUT}", re.IGNORECASE
)
_TAKES = re.compile(rf"\btakes?(?: about)?{_ABOUT}", re.IGNORECASE)
_EVERY = re.compile(r"\bevery\s+$", re.IGNORECASE)
_TO_FINISH = re.compile(r"^\s*(?:or more )?to (?:finish|complete|pass)\b", re.IGNORECASE)
_KIND_OF = re.compile(r"^\s+(?:[a-z]+ ){0,2}(?:license|permit|certificate|registration|extension)s?\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:asks?|needs?|requires?|wants?)\b[^,;]*$", re.IGNORECASE)
_FOR = re.compile(rf"\b(?:for(?: at least)?|at least){_ABOUT}", re.IGNORECASE)
_WITHIN = re.compile(r"\b(?:within|inside|no (?:later|more) than|not more than)\s+(?:about\s+)?$", re.IGNORECASE)
_DENIED = re.compile(r"\bnot (?:within|for|in|after|before|since)\s+$|\btimes (?:with)?in (?:any )?$", re.IGNORECASE)
_LOW_END = re.compile(r"^\s*(?:to|-|or)\s+\d", re.IGNORECASE)
_HIGH_END = re.compile(r"(?P<low>\d+)\s*(?:to|-|or)\s*$", re.IGNORECASE)
_FROM = re.compile(r"^\s*(?:time\s+)?(?:from|after|since|following)\s+(?P<event>.+)", re.IGNORECASE | re.DOTALL)
_OF = re.compile(r"^\s*of\s+(?P<event>.+)", re.IGNORECASE | re.DOTALL)
_BEFORE = re.compile(r"^\s*(?:before|prior to|ahead of|in advance of)\s+(?P<event>.+)", re.IGNORECASE | re.DOTALL)
_BOTH = re.compile(r"^\s*before and (?:up to )?[\w-]+ \w+ after\s+(?P<event>.+)", re.IGNORECASE | re.DOTALL)
_LIFE = re.compile(r"^\s*(?:as|is)\s+the\s+(?:life|term|length|validity)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bcounted from\s+(?P<event>[^,;.]+)", re.IGNORECASE)
_BEGINNINGS = (
    (_LASTS, frozenset({"issue", "start"})),
    (_AT_MOST, frozenset({"issue", "start", "travel"})),
    (_LIMIT, frozenset({"issue", "start", "travel", "file", "pass", "graduate"})),
    (_EVERY, frozenset({"issue", "start"})),
    (_TAKES, frozenset({"start"})),
    (_FOR, frozenset({"start", "return"})),
)
"""What a length of time without a stated beginning can be counted from, by the words before it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time that the guidance sets.

    `sign` -1 counts back from the event. `events` are the kinds of event it is counted from, `others` the
    kinds of what must happen in that time; `event` and `subject` are the words for both. `stated` when the
    sentence names the event; `limit` when it says "within". `low` is the near end of "60 to 120 days before";
    `allowed` when that time is allowed and not asked for.
    """

    duration: Duration
    sign: int
    event: str
    subject: str
    events: frozenset[str]
    others: frozenset[str]
    stated: bool
    limit: bool = False
    low: Duration | None = None
    allowed: bool = False


@lru_cache(maxsize=4096)
def terms_of(rule: str) -> tuple[Term, ...]:
    """The lengths of time that a sentence sets; ranges and lengths that it denies are none."""
    return tuple(
        term for start, end, duration in find_durations(rule) for term in _terms(duration, rule[:start], rule[end:])
    )


def _terms(duration: Duration, before: str, after: str) -> Iterator[Term]:
    if _LOW_END.match(after) or _DENIED.search(before):
        return
    if low := _HIGH_END.search(before):
        if match := _BEFORE.match(after):
            span = _stated(duration, -1, _event(match["event"]), before, frozenset({"start"}))
            yield replace(span, low=Duration(int(low["low"]), duration.unit))
        return
    if both := _BOTH.match(after):
        yield replace(_stated(duration, -1, _event(both["event"]), before, frozenset({"start"})), allowed=True)
        return
    if match := _BEFORE.match(after):
        yield _stated(duration, -1, _event(match["event"]), before, frozenset({"start"}))
        return
    if match := _FROM.match(after) or (_OF.match(after) if _WITHIN.search(before) else None):
        event = _event(match["event"])
        if counted := _COUNTED.search(after):
            event = f"{event} {counted['event']}"
        yield _stated(duration, 1, event, before, frozenset({"end"}))
        return
    beginnings = _by_noun(before, after) or _beginnings(before)
    if beginnings:
        others = events_in(before) if _LIMIT.search(before) else frozenset()
        yield Term(duration, 1, "", before, beginnings, others, stated=False)


def _by_noun(before: str, after: str) -> frozenset[str]:
    """What a length of time is counted from by what it belongs to: a license, all exams, years of training."""
    if _LIFE.match(after) or _KIND_OF.match(after):
        return frozenset({"issue", "start"})
    if _TO_FINISH.match(after):
        return frozenset({"pass"})
    return frozenset({"start"}) if _OF.match(after) and _ASKED.search(before) else frozenset()


def _beginnings(before: str) -> frozenset[str]:
    return next((events for pattern, events in _BEGINNINGS if pattern.search(before)), frozenset())


def _stated(duration: Duration, sign: int, event: str, subject: str, default: frozenset[str]) -> Term:
    named, others = events_in(event), events_in(subject)
    events = named if named - ENDING else named | default
    return Term(duration, sign, event, subject, events, others, stated=True, limit=bool(_WITHIN.search(subject)))


def _event(words: str) -> str:
    end = _EVENT_ENDS.search(words)
    return words[: end.start()] if end else words
