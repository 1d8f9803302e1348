"""The order of a statement: every jump of its walk must be one that keeps the meaning.

Explained jumps are a clause moved whole (behind a comma or subordinator), a passive and its agent, a noun
phrase turned round ("letter of recommendation", "recommendation letter"), and a prepositional phrase moved
whole. What moved may be one block; then the walk has to come back. A jump over a rival value, two facts
resting on one word, and clauses whose words are interleaved in the quote are not explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from assistant.verify.grammar import facts_between, is_actor, words_around
from assistant.verify.moves import Move, explain, same_phrase
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.rivals import rivals, value_kind
from assistant.verify.tokens import FACTS, Kind
from assistant.verify.walk import Walk

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "such", "their", "its"})


def jump_problems(walk: Walk) -> Iterator[Problem]:
    """Jumps that nothing explains."""
    runs: list[list[int]] = []
    blocks: list[list[int]] = []
    move: Move | None = None
    for a, b in pairwise((-1, *walk.statement.facts)):
        place = walk.place[b]
        if a < 0:
            runs.append([place])
            continue
        backward = place < walk.place[a]
        problem = _jump(walk, a, b)
        if problem:
            yield problem
        if backward and walk.paused(a, b):
            runs.append([place])
            move = None
        elif backward:
            move = explain(walk, a, b)
            blocks.append([place])
            if move is None:
                yield _problem(walk, a, b)
        elif move is None or place > runs[-1][-1]:
            runs[-1].append(place)
            move = None
        else:
            blocks[-1].append(place)
            if move is Move.PHRASE and not same_phrase(walk, a, b):
                yield _problem(walk, a, b)
    yield from _lonely(walk, runs)
    yield from _interleaved(walk, [run for run in runs if run])
    yield from _reused(walk)


def _jump(walk: Walk, a: int, b: int) -> Problem | None:
    """A jump to another sentence amid a clause, or over a rival value."""
    quote, start, end = walk.quote, walk.place[a], walk.place[b]
    if quote.sentence[start] != quote.sentence[end]:
        return None if _new_clause(walk, a, b) or _continues(walk, end) else _problem(walk, a, b, ProblemKind.ORDER)
    return _over_rival(walk, a, b) if end > start + 1 else None


def _problem(walk: Walk, a: int, b: int, kind: ProblemKind | None = None) -> Problem:
    acting = any(is_actor(walk.statement, i) for i in (a, b))
    return Problem(kind or (ProblemKind.ACTOR if acting else ProblemKind.ORDER), words_around(walk.statement, a, b))


def _new_clause(walk: Walk, a: int, b: int) -> bool:
    """Whether the statement goes on with a new clause, where it may turn to another sentence of the quotes."""
    if not any(token.kind in (Kind.BREAK, Kind.JOIN) for token in walk.statement.tokens[a + 1 : b]):
        return False
    facts, sentence = walk.statement.facts, walk.quote.sentence
    at = facts.index(b)
    same_before = at > 1 and sentence[walk.place[facts[at - 2]]] == sentence[walk.place[a]]
    same_after = at + 1 < len(facts) and sentence[walk.place[facts[at + 1]]] == sentence[walk.place[b]]
    return same_before and (same_after or _with_pronoun(walk, a, b))


def _with_pronoun(walk: Walk, a: int, b: int) -> bool:
    """Whether "it" stands for a subject that the statement has named and the quote repeats."""
    refers = any(token.kind is Kind.PRONOUN and token.key == "it" for token in walk.statement.tokens[a + 1 : b])
    quote, end = walk.quote, walk.place[b]
    subject = [j for j in quote.facts if j < end and quote.sentence[j] == quote.sentence[end]]
    named = {walk.statement.tokens[i].key for i in walk.statement.facts if i <= a}
    return refers and all(quote.tokens[j].key in named for j in subject)


def _continues(walk: Walk, end: int) -> bool:
    """Whether the quote's sentence refers back ("It ...") and nothing was dropped before this word."""
    quote = walk.quote
    before = [j for j in range(end) if quote.sentence[j] == quote.sentence[end]]
    refers = any(quote.tokens[j].kind is Kind.PRONOUN for j in before[:2])
    return refers and not any(quote.tokens[j].kind in FACTS for j in before)


def _over_rival(walk: Walk, a: int, b: int) -> Problem | None:
    """A forward jump over a rival value, unless it leaves out whole members of a list."""
    start, end = walk.place[a], walk.place[b]
    passed = rivals(walk.quote, end, range(start + 1, end))
    between = facts_between(walk.quote, start, end)
    if not passed:
        return None
    following = next((j for j in walk.quote.facts if j > end), -1)
    if between[0] in passed and _joined_directly(walk, end) and (between == passed or following in walk.kept):
        return None
    return _problem(walk, a, b, value_kind(walk.quote.tokens[end]))


def _joined_directly(walk: Walk, j: int) -> bool:
    """Whether a join or comma stands right before a word of the quote, small words aside."""
    for token in reversed(walk.quote.tokens[max(0, j - 4) : j]):
        if token.kind in (Kind.JOIN, Kind.BREAK):
            return True
        if token.kind in FACTS:
            return False
    return False


def _lonely(walk: Walk, runs: list[list[int]]) -> Iterator[Problem]:
    """A name or actor put in front by itself, without the preposition or mark that would open a phrase."""
    origin = {j: i for i, j in walk.place.items()}
    for run in runs if len(runs) > 1 else []:
        i = origin[run[0]]
        token = walk.statement.tokens[i]
        if len(run) > 1 or (token.kind is Kind.WORD and not is_actor(walk.statement, i)):
            continue
        before = next(
            (t for t in reversed(walk.statement.tokens[:i]) if t.kind is not Kind.PLAIN or " " in t.key), None
        )
        if before is None or before.kind in FACTS | {Kind.JOIN, Kind.BREAK}:
            yield Problem(value_kind(token), token.raw)


def _interleaved(walk: Walk, runs: list[list[int]]) -> Iterator[Problem]:
    """Two clauses of the statement whose words alternate in the quote: something changed places."""
    for first, second in combinations(runs, 2):
        if _gaps(first, second) > 1 and _gaps(second, first) > 1:
            words = " / ".join(walk.quote.tokens[j].raw for j in (first[-1], second[0]))
            swapped = any(is_actor(walk.quote, j) for j in (first[-1], second[0]))
            yield Problem(ProblemKind.ACTOR if swapped else ProblemKind.ORDER, words)


def _gaps(run: list[int], others: list[int]) -> int:
    """Into how many of the gaps of a run (before, between, after its words) the other run's words fall."""
    return len({sum(place < other for place in run) for other in others})


def _reused(walk: Walk) -> Iterator[Problem]:
    """Two facts of the statement on one word of the quotes; "the physician" may be named again in a new clause."""
    first: dict[int, int] = {}
    for i in walk.statement.facts:
        j = walk.place[i]
        if j in first and not _named_again(walk, first[j], i) and not _names_kind(walk, first[j], i):
            token = walk.statement.tokens[i]
            acting = token.kind is Kind.WORD and not is_actor(walk.statement, i)
            yield Problem(ProblemKind.CONTENT if acting else value_kind(token), f"twice: {token.raw}")
        first.setdefault(j, i)


def _named_again(walk: Walk, first: int, again: int) -> bool:
    statement = walk.statement
    if _spelled_out(walk, first, again):
        return True
    definite = any(token.raw.lower() in _DEFINITE for token in statement.tokens[max(0, again - 3) : again])
    following = next(i for i in statement.facts if i > first)
    return (
        definite
        and statement.tokens[again].kind is Kind.WORD
        and statement.tokens[again].key == statement.tokens[first].key
        and statement.clause[first] != statement.clause[again]
        and walk.place[following] >= walk.place[first]
    )


def _spelled_out(walk: Walk, first: int, again: int) -> bool:
    """Whether an ellipsis was filled: "3 gold signals and 12 silver signals" for "3 gold and 12 silver signals"."""
    statement, quote = walk.statement, walk.quote
    before = [max((k for k in statement.facts if k < i), default=None) for i in (first, again)]
    if None in before or statement.tokens[again].kind is not Kind.WORD or is_actor(statement, again):
        return False
    if statement.tokens[again].key != statement.tokens[first].key:
        return False
    one, two = (walk.place[k] for k in before if k is not None)
    joined = any(token.kind is Kind.JOIN for token in quote.tokens[one:two])
    nearest = max(k for k in quote.facts if k < walk.place[again]) if walk.place[again] > quote.facts[0] else -1
    return joined and one < two == nearest


def _names_kind(walk: Walk, first: int, again: int) -> bool:
    """Whether a word only says what the name beside it is: "a J-1 visa", "the state of Ohio"."""
    kinds = {walk.statement.tokens[first].kind, walk.statement.tokens[again].kind}
    return kinds == {Kind.WORD, Kind.NAME} and again - first <= 2
