"""Joins ("and", "or"): between the same two words they must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verify.grammar import facts_between, words_around
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import FACTS, Kind, Reading
from assistant.verify.walk import Walk
from assistant.verify.words import actor_keys

_JOINS = frozenset({"and", "or"})


def join_problems(walk: Walk) -> Iterator[Problem]:
    """Joins of the statement that differ from the quote's join at the same words."""
    statement, quote = walk.statement, walk.quote
    for i, token in enumerate(statement.tokens):
        if token.kind is not Kind.JOIN or token.key not in _JOINS:
            continue
        before = max((k for k in statement.facts if k < i), default=None)
        after = min((k for k in statement.facts if k > i), default=None)
        theirs = _theirs(
            quote,
            walk.place.get(before, -1) if before is not None else -1,
            walk.place.get(after, -1) if after is not None else -1,
        )
        if theirs and token.key not in theirs and not _same_in_general(walk, i) and not _same_denied(walk, i, before):
            yield Problem(
                ProblemKind.COMPARATOR,
                words_around(statement, before if before is not None else i, after if after is not None else i),
            )


def _same_in_general(walk: Walk, i: int) -> bool:
    """Whether "residents and fellows need ..." stands for "a resident or fellow needs ..."."""
    statement = walk.statement
    before = [k for k in range(i) if statement.sentence[k] == statement.sentence[i]]
    opens = not any(statement.tokens[k].kind in (Kind.MODAL, Kind.BE, Kind.NEGATION, Kind.PREPOSITION) for k in before)
    sides = (statement.tokens[i - 1], statement.tokens[min(i + 1, len(statement.tokens) - 1)])
    people = all(t.raw.endswith("s") and t.key in actor_keys() for t in sides)
    return opens and people and statement.tokens[i].key == "and"


def _same_denied(walk: Walk, i: int, before: int | None) -> bool:
    """Whether "may not A or B" stands for "A and B may not": the join is behind the negation here only."""
    if walk.statement.tokens[i].key != "or" or before is None:
        return False
    place = walk.place[before]
    here = any(_denies(walk.statement, k) for k in range(i) if walk.statement.clause[k] == walk.statement.clause[i])
    quote = walk.quote
    early = any(_denies(quote, k) for k in range(place) if quote.sentence[k] == quote.sentence[place])
    denial = next((k for k in range(place, len(quote.tokens)) if _denies(quote, k)), None)
    if not here or early or denial is None or quote.sentence[denial] != quote.sentence[place]:
        return False
    return sum(token.kind is Kind.JOIN for token in quote.tokens[place:denial]) == 1


def _denies(reading: Reading, i: int) -> bool:
    return reading.tokens[i].kind is Kind.NEGATION or reading.tokens[i].key in ("cannot", "must not")


def _theirs(quote: Reading, start: int, end: int) -> set[str]:
    """The quote's joins at the words that the statement joins; of a list, the join before its last member."""
    if 0 <= start < end and quote.sentence[start] == quote.sentence[end] and len(facts_between(quote, start, end)) <= 2:
        found = {t.key for t in quote.tokens[start + 1 : end] if t.kind is Kind.JOIN} & _JOINS
        comma = any(t.kind is Kind.BREAK and t.raw == "," for t in quote.tokens[start + 1 : end])
        return found or (_list_join(quote, end) if comma else set())
    found = set()
    if start >= 0:
        found |= _next_join(quote, range(start + 1, len(quote.tokens)))
    if end >= 0:
        found |= _next_join(quote, range(end - 1, -1, -1))
    return found


def _next_join(quote: Reading, steps: range) -> set[str]:
    """The join that stands between a word and the next fact in one direction."""
    for j in steps:
        token = quote.tokens[j]
        if token.kind is Kind.JOIN:
            return {token.key} & _JOINS
        if token.kind in FACTS or (token.kind is Kind.BREAK and token.key != "weak"):
            break
    return set()


def _list_join(quote: Reading, end: int) -> set[str]:
    for token in quote.tokens[end:]:
        if token.kind is Kind.JOIN:
            return {token.key} & _JOINS
        if token.kind is Kind.BREAK and token.key != "weak":
            break
    return set()
