"""The way of a question: route, condense, search (retrieve, rerank, decide), reply (compose, verify, finish).

`answer` reads as that list. Every step is a function in a module of the same name; what they share
is in `Resources`, opened once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.condense import condense
from assistant.parts import split_parts
from assistant.reply import answer_with, fixed
from assistant.resources import Resources
from assistant.route import clean, route_by_rules
from assistant.search import SEARCHED_ALL_THE_SAME, parts_of, search
from assistant.settings import AssistantSettings
from assistant.stopwatch import Stopwatch
from assistant.types import Answer, Draft, Progress, Reason, Turn


def answer(
    question: str, history: Sequence[Turn], forget: Sequence[str], resources: Resources
) -> Iterator[Progress | Draft | Answer]:
    """Answer one turn; yields progress, the verified text as it grows, and at last the answer."""
    watch = Stopwatch()
    limit = resources.settings.max_question_chars
    asked = clean(question)
    whole = condense(asked[:limit], _recent(history, resources.settings), forget)
    reason = _unusable(asked, limit) or _route(asked)
    watch.ended("understand")
    if reason is not None:
        yield fixed(whole, reason, resources, watch)
        return
    yield Progress("Searching the guidance")
    found = [search(part, resources, forget) for part in parts_of(whole, forget, resources.index)]
    watch.ended("search")
    yield Progress("Writing the answer")
    yield from answer_with(whole, found, resources, watch)


def _recent(history: Sequence[Turn], settings: AssistantSettings) -> list[Turn]:
    """The turns that are read: the latest ones, none longer than a question may be."""
    limit = settings.max_question_chars
    latest = history[-settings.max_history_turns :] if settings.max_history_turns else ()
    return [replace(turn, content=turn.content[:limit] if turn.role == "user" else turn.content) for turn in latest]


def _unusable(question: str, limit: int) -> Reason | None:
    if not question:
        return Reason.EMPTY
    return Reason.TOO_LONG if len(question) > limit else None


def _route(question: str) -> Reason | None:
    """The reason of a whole turn: emergencies and hostile input always, the rest when no part remains."""
    reason = route_by_rules(question)
    if reason in SEARCHED_ALL_THE_SAME:
        return None
    if reason in (None, Reason.EMERGENCY, Reason.HOSTILE, Reason.SMALL_TALK):
        return reason
    return (
        reason
        if all(route_by_rules(part) for part in split_parts(question)) or len(split_parts(question)) == 1
        else None
    )
