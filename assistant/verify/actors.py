"""Who does it to whom: turned prepositions, lost subjects, verbs made passive around the wrong subject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.verify.grammar import is_actor, preposition, words_around
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import FACTS, Kind, Reading, Token
from assistant.verify.walk import Walk
from assistant.verify.words import actor_keys

_TURNS = (
    "from to; from for; from into; from at; by for; by to; by from; by against; with against; for against; "
    "to against; over under; above below"
)
_CONFLICTS = frozenset(frozenset(pair.split()) for pair in _TURNS.split("; "))
"""Prepositions that cannot stand for each other before the same word."""
_CASES = frozenset({"visa", "state", "exam", "specialty"})
_SCOPES = frozenset({"visa", "state"})
"""Names that bound a rule: without them it would be told of every visa or state."""
_NOUN_ENDINGS = ("ed", "ion", "al", "ance")


def actor_problems(walk: Walk) -> Iterator[Problem]:
    """Facts whose part in the sentence differs from the quote's."""
    for i in walk.statement.facts:
        pair = frozenset((preposition(walk.statement, i), preposition(walk.quote, walk.place[i])))
        if pair in _CONFLICTS:
            yield Problem(ProblemKind.ACTOR, words_around(walk.statement, max(0, i - 2), i))
    yield from _subjects(walk)
    yield from _voices(walk)
    yield from _other_case(walk)


def _subjects(walk: Walk) -> Iterator[Problem]:
    """The subject of a clause that is kept must be kept, or be the "you" or "they" of the statement."""
    quote = walk.quote
    for clause in sorted({quote.clause[j] for j in walk.kept}):
        subject, predicate = _parts(quote, clause)
        actors = [j for j in subject if is_actor(quote, j)]
        if not subject or not any(j in walk.kept for j in predicate):
            continue
        if not actors and not _entered_from_elsewhere(walk, clause):
            continue
        named = all(quote.tokens[j].kind is Kind.NAME for j in actors)
        if not any(_is_kept(walk, j) for j in (subject if named else actors)) and not _stands_in(walk, actors):
            yield Problem(ProblemKind.ACTOR, f"dropped: {' '.join(quote.tokens[j].raw for j in subject)}")


def _entered_from_elsewhere(walk: Walk, clause: int) -> bool:
    """Whether the statement comes to a clause of the quote from another one, without a pause."""
    quote = walk.quote
    steps = ((a, b) for a, b in pairwise(walk.statement.facts) if quote.clause[walk.place[b]] == clause)
    first = next(steps, None)
    return first is not None and quote.clause[walk.place[first[0]]] != clause and not walk.paused(*first)


def _parts(quote: Reading, clause: int) -> tuple[list[int], list[int]]:
    """Facts of a clause before and after its first verb sign."""
    members = [j for j, number in enumerate(quote.clause) if number == clause]
    verb = next((j for j in members if quote.tokens[j].kind in (Kind.MODAL, Kind.BE, Kind.NEGATION)), None)
    facts = [j for j in members if quote.tokens[j].kind in FACTS]
    if verb is None:
        subject = _first_phrase(quote, facts)
        return (subject, facts[len(subject) :]) if any(is_actor(quote, j) for j in subject) else ([], facts)
    return [j for j in facts if j < verb], [j for j in facts if j > verb]


def _first_phrase(quote: Reading, facts: list[int]) -> list[int]:
    """The facts up to the first word that is neither a fact nor an article."""
    phrase = facts[:1]
    for a, b in pairwise(facts):
        if any(token.raw.lower() not in ("a", "an", "the", "'s") for token in quote.tokens[a + 1 : b]):
            break
        phrase.append(b)
    return phrase[:3]


def _is_kept(walk: Walk, j: int) -> bool:
    carries = walk.quote.tokens[j].carries
    return j in walk.kept or any(carries & walk.statement.tokens[i].needs for i in walk.statement.facts)


def _stands_in(walk: Walk, actors: list[int]) -> bool:
    pronouns = {token.key for token in walk.statement.tokens if token.kind is Kind.PRONOUN}
    agentless = bool(walk.statement.passive) and not any(token.raw == "by" for token in walk.statement.tokens)
    reader = any(walk.quote.tokens[j].key in actor_keys("readers") for j in actors)
    return "it" in pronouns or agentless or ("reader" in pronouns and reader)


def _voices(walk: Walk) -> Iterator[Problem]:
    """A verb made passive must not keep its old subject before it."""
    for i in walk.statement.passive:
        verb = walk.place[i]
        if verb in walk.quote.passive or walk.quote.tokens[verb].raw.endswith(_NOUN_ENDINGS):
            continue
        before = next((k for k in reversed(walk.statement.facts) if k < i), None)
        if before is None or not is_actor(walk.statement, before) or walk.paused(before, i):
            continue
        if walk.place[before] < verb and walk.quote.clause[walk.place[before]] == walk.quote.clause[verb]:
            yield Problem(ProblemKind.ACTOR, words_around(walk.statement, before, i))


def _other_case(walk: Walk) -> Iterator[Problem]:
    """Words about one visa, state or exam, told of another one or of all."""
    quote = walk.quote
    said = {token.key: token.unit for _, token in _cases(walk.statement)}
    refers = any(token.kind is Kind.PRONOUN and token.key == "it" for token in walk.statement.tokens)
    used = {quote.clause[j] for j in walk.kept}
    for j, token in _cases(quote):
        if quote.clause[j] not in used or token.key in said:
            continue
        others = {key for key, unit in said.items() if unit == token.unit}
        here = {other.key for k, other in _cases(quote) if quote.sentence[k] == quote.sentence[j]}
        if others - here or (not others and token.unit in _SCOPES and not refers):
            yield Problem(ProblemKind.NAME, f"dropped: {token.raw}")


def _cases(reading: Reading) -> list[tuple[int, Token]]:
    """The names that say which case a text is about."""
    named = ((i, reading.tokens[i]) for i in reading.facts if reading.tokens[i].kind is Kind.NAME)
    return [(i, token) for i, token in named if token.unit in _CASES]
