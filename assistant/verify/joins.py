"""Joins ("and", "or"): between the same two words they must be the same."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verify.grammar import facts_between, is_actor, words_around
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import FACTS, Kind, Reading
from assistant.verify.walk import Walk

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
        people = before is not None and after is not None and is_actor(statement, before) and is_actor(statement, after)
        denied = token.key == "or" and _denies(statement) and _denies(quote)
        if theirs and token.key not in theirs and not (people and token.key == "and") and not denied:
            yield Problem(
                ProblemKind.COMPARATOR,
                words_around(statement, before if before is not None else i, after if after is not None else i),
            )


def _denies(reading: Reading) -> bool:
    """Under a negation "A and B may not" is "may not ... A or B"."""
    return any(token.kind is Kind.NEGATION or token.key == "cannot" for token in reading.tokens)


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
        if token.kind in FACTS or token.kind is Kind.BREAK:
            break
    return set()


def _list_join(quote: Reading, end: int) -> set[str]:
    for token in quote.tokens[end:]:
        if token.kind is Kind.JOIN:
            return {token.key} & _JOINS
        if token.kind is Kind.BREAK and token.key != "weak":
            break
    return set()
