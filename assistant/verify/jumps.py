"""The order of a statement: every jump of its walk must be one that keeps the meaning.

Explained jumps are a clause moved whole, a passive with its agent, a noun phrase turned round its
preposition, and a prepositional phrase moved whole. A jump over a rival value, two facts resting on one
word, and clauses whose words are interleaved are not explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from assistant.verify.grammar import facts_between, is_actor, paused, preposition, words_around
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import FACTS, Kind, Reading
from assistant.verify.walk import Walk

_NOUN_LINKS = frozenset({"of", "for", "in", "on", "from", "with", "at", "to"})
_ACTOR_LINKS = frozenset({"of", "on", "in", "with"})
_NEAR = 6
"""Tokens within which a word counts as part of the same phrase."""
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "their", "its"})
_RIVAL_KINDS = {Kind.NUMBER: ProblemKind.NUMBER, Kind.DATE: ProblemKind.DATE, Kind.NAME: ProblemKind.NAME}


def jump_problems(walk: Walk) -> Iterator[Problem]:
    """Jumps that nothing explains."""
    runs: list[list[int]] = []
    for a, b in pairwise((-1, *walk.statement.facts)):
        place = walk.place[b]
        problem = _jump(walk, a, b) if a >= 0 else None
        if problem:
            yield problem
        if not runs or (place < runs[-1][-1] and paused(walk, a, b)):
            runs.append([place])
        elif place >= runs[-1][-1]:
            runs[-1].append(place)
        elif place > walk.place[a]:
            yield _problem(walk, a, b, _kind(walk, a, b))
    yield from _interleaved(walk, runs)
    yield from _reused(walk)


def _jump(walk: Walk, a: int, b: int) -> Problem | None:
    quote, start, end = walk.quote, walk.place[a], walk.place[b]
    if quote.sentence[start] != quote.sentence[end]:
        return None if _new_clause(walk, a, b) or _continues(walk, end) else _problem(walk, a, b, ProblemKind.ORDER)
    if end < start and not paused(walk, a, b):
        explained = _turned_voice(walk, a, b) or _noun_phrase(walk, a, b) or _moved_phrase(walk, b)
        return None if explained else _problem(walk, a, b, _kind(walk, a, b))
    return _rival(walk, a, b) if end > start + 1 else None


def _problem(walk: Walk, a: int, b: int, kind: ProblemKind) -> Problem:
    return Problem(kind, words_around(walk.statement, a, b))


def _kind(walk: Walk, a: int, b: int) -> ProblemKind:
    return ProblemKind.ACTOR if any(is_actor(walk.statement, i) for i in (a, b)) else ProblemKind.ORDER


def _new_clause(walk: Walk, a: int, b: int) -> bool:
    """Whether the statement goes on with a new clause, where it may turn to another sentence of the quotes."""
    if not any(token.kind in (Kind.BREAK, Kind.JOIN) for token in walk.statement.tokens[a + 1 : b]):
        return False
    before, after = walk.quote.sentence[walk.place[a]], walk.quote.sentence[walk.place[b]]
    places = [walk.quote.sentence[walk.place[i]] for i in walk.statement.facts]
    return places.count(before) > 1 and places.count(after) > 1


def _continues(walk: Walk, end: int) -> bool:
    """Whether the quote's sentence refers back ("It ...") and nothing was dropped before this word."""
    for j in range(end - 1, -1, -1):
        token = walk.quote.tokens[j]
        if walk.quote.sentence[j] != walk.quote.sentence[end] or token.kind in FACTS:
            return False
        if token.kind is Kind.PRONOUN or token.raw.lower() in ("this", "these", "that"):
            return True
    return False


def _turned_voice(walk: Walk, a: int, b: int) -> bool:
    """An active sentence made passive or the reverse, with the agent behind "by"."""
    statement, quote = walk.statement, walk.quote
    start, end = walk.place[a], walk.place[b]
    if b in statement.passive and end not in quote.passive:
        return True
    if a in statement.passive and start not in quote.passive:
        return preposition(statement, b) == "by"
    if end in quote.passive and b not in statement.passive:
        return preposition(quote, start) == "by"
    return start in quote.passive and a not in statement.passive


def _noun_phrase(walk: Walk, a: int, b: int) -> bool:
    """A turn around one preposition: "letter of recommendation" for "recommendation letter"."""
    early, late = walk.place[b], walk.place[a]
    before = max((i for i in walk.statement.facts if i < a), default=None)
    if before is not None and not paused(walk, before, a) and early < walk.place[before] < late + _NEAR:
        return False
    first, second = walk.statement.tokens[a], walk.statement.tokens[b]
    if facts_between(walk.quote, early, late) or (first.kind is second.kind and first.kind is not Kind.WORD):
        return False
    if any(token.kind is Kind.NUMBER and not token.unit for token in (first, second)):
        return False
    acting = is_actor(walk.statement, a) or is_actor(walk.statement, b)
    if acting and Kind.NAME not in (first.kind, second.kind):
        return False
    links = _ACTOR_LINKS if acting else _NOUN_LINKS
    ours = {t.key for t in walk.statement.tokens[a + 1 : b] if t.kind is not Kind.PLAIN}
    theirs = {t.key for t in walk.quote.tokens[early + 1 : late] if t.kind is not Kind.PLAIN}
    return (bool(ours) and ours <= links and not theirs) or (bool(theirs) and theirs <= links and not ours)


def _moved_phrase(walk: Walk, b: int) -> bool:
    """A prepositional phrase moved whole, when the quote has no second phrase that it could be confused with."""
    end = walk.place[b]
    ours, theirs = preposition(walk.statement, b, 0), preposition(walk.quote, end, 0)
    if not ours or ours != theirs or (is_actor(walk.quote, end) and walk.quote.tokens[end].unit != "state"):
        return False
    return not _rivals(walk, end, range(len(walk.quote.tokens)))


def _rivals(walk: Walk, end: int, span: range) -> list[int]:
    """Facts of the same sentence that could be mistaken for one: another state, another amount of the same unit."""
    token, quote = walk.quote.tokens[end], walk.quote
    if token.kind is Kind.WORD:
        return []
    like = (j for j in span if quote.tokens[j].kind is token.kind and quote.tokens[j].unit == token.unit)
    return [j for j in like if quote.tokens[j].key != token.key and quote.sentence[j] == quote.sentence[end]]


def _rival(walk: Walk, a: int, b: int) -> Problem | None:
    """A forward jump over a rival value, unless it leaves out whole members of a list."""
    start, end = walk.place[a], walk.place[b]
    rivals = [j for j in _rivals(walk, end, range(start + 1, end)) if j not in walk.kept]
    if not rivals or _joined_directly(walk.quote, end):
        return None
    return _problem(walk, a, b, _RIVAL_KINDS[walk.quote.tokens[end].kind])


def _joined_directly(quote: Reading, j: int) -> bool:
    """Whether a join or comma stands right before a fact, small words aside."""
    for token in reversed(quote.tokens[max(0, j - 4) : j]):
        if token.kind in (Kind.JOIN, Kind.BREAK):
            return True
        if token.kind in FACTS:
            return False
    return False


def _interleaved(walk: Walk, runs: list[list[int]]) -> Iterator[Problem]:
    """Two clauses of the statement whose words alternate in the quote: something changed places."""
    for run in runs[:-1]:
        if len(run) == 1 and _stands_alone(walk, run[0]):
            yield Problem(
                _RIVAL_KINDS.get(walk.quote.tokens[run[0]].kind, ProblemKind.ACTOR), walk.quote.tokens[run[0]].raw
            )
    for first, second in combinations(runs, 2):
        if first and second and _gaps(first, second) > 1 and _gaps(second, first) > 1:
            words = " / ".join(walk.quote.tokens[j].raw for j in (first[-1], second[0]))
            swapped = any(is_actor(walk.quote, j) for j in (first[-1], second[0]))
            yield Problem(ProblemKind.ACTOR if swapped else ProblemKind.ORDER, words)


def _stands_alone(walk: Walk, place: int) -> bool:
    """Whether a name or actor was put in front without the preposition or mark that would open a phrase."""
    i = next(i for i, j in walk.place.items() if j == place)
    if walk.statement.tokens[i].kind is Kind.WORD and not is_actor(walk.statement, i):
        return False
    before = next((t for t in reversed(walk.statement.tokens[:i]) if t.kind is not Kind.PLAIN), None)
    return before is None or before.kind in FACTS | {Kind.JOIN, Kind.BREAK}


def _gaps(run: list[int], others: list[int]) -> int:
    """Into how many of the gaps of a run (before, between, after its words) the other run's words fall."""
    return len({sum(place < other for place in run) for other in others})


def _reused(walk: Walk) -> Iterator[Problem]:
    """Two facts of the statement on one word of the quotes; "the physician" may be named again in a new clause."""
    first: dict[int, int] = {}
    for i in walk.statement.facts:
        j = walk.place[i]
        if j in first and not _named_again(walk, first[j], i):
            token = walk.statement.tokens[i]
            kind = _RIVAL_KINDS.get(
                token.kind, ProblemKind.ACTOR if is_actor(walk.statement, i) else ProblemKind.CONTENT
            )
            yield Problem(kind, f"twice: {token.raw}")
        first.setdefault(j, i)


def _named_again(walk: Walk, first: int, again: int) -> bool:
    statement = walk.statement
    definite = any(token.raw.lower() in _DEFINITE for token in statement.tokens[max(0, again - 3) : again])
    following = next(i for i in statement.facts if i > first)
    return (
        definite
        and statement.tokens[again].kind is Kind.WORD
        and statement.tokens[again].key == statement.tokens[first].key
        and statement.clause[first] != statement.clause[again]
        and walk.place[following] >= walk.place[first]
    )
