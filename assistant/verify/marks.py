"""Marks (negations, modals, comparators, conditions, ...) must sit on the same words in statement and quote."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verify.anchors import after_comma, left, limited, right, value
from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import Kind, Reading
from assistant.verify.walk import Walk

_KINDS = {
    Kind.NEGATION: ProblemKind.NEGATION,
    Kind.MODAL: ProblemKind.MODALITY,
    Kind.COMPARATOR: ProblemKind.COMPARATOR,
    Kind.TIME: ProblemKind.COMPARATOR,
    Kind.CONDITION: ProblemKind.EXCEPTION,
    Kind.QUANTIFIER: ProblemKind.COMPARATOR,
    Kind.HEDGE: ProblemKind.MODALITY,
    Kind.PER: ProblemKind.COMPARATOR,
}
_DROPPABLE = frozenset({"during", "all", "both", "will", "either", "alone", "total"})
"""Marks that a shorter sentence may leave out without saying more than its quote."""
_OPPOSITE = {"before": "after", "after": "before"}


def mark_problems(walk: Walk) -> Iterator[Problem]:
    """Marks that the statement adds, and marks of the quotes that it drops from words it keeps."""
    ours, theirs = _marks(walk.statement), _marks(walk.quote)
    pairs = _pairs(walk, ours, theirs)
    answered, kept = {i for i, _ in pairs}, {j for _, j in pairs}
    for i in ours:
        if i not in answered and not _adds_nothing(walk, i) and not _shared(walk.statement, i, answered):
            yield _problem(walk.statement, i, "added")
    for j in theirs:
        if j not in kept and _missed(walk, j) and not _shared(walk.quote, j, kept):
            yield _problem(walk.quote, j, "dropped")


def _problem(reading: Reading, i: int, what: str) -> Problem:
    kind = ProblemKind.ORDER if reading.tokens[i].key in _OPPOSITE else _KINDS[reading.tokens[i].kind]
    return Problem(kind, f"{what}: {' '.join(token.raw for token in reading.tokens[max(0, i - 3) : i + 4])}")


def _marks(reading: Reading) -> list[int]:
    return [i for i, token in enumerate(reading.tokens) if token.kind in _KINDS]


def _pairs(walk: Walk, ours: list[int], theirs: list[int]) -> set[tuple[int, int]]:
    """Marks that correspond, one to one, the best agreement first."""
    scored = [(_agreement(walk, i, j), i, j) for i in ours for j in theirs]
    used_ours: set[int] = set()
    used_theirs: set[int] = set()
    pairs: set[tuple[int, int]] = set()
    for score, i, j in sorted(scored, key=lambda entry: (-entry[0], entry[1], entry[2])):
        if score > 0 and i not in used_ours and j not in used_theirs:
            pairs.add((i, j))
            used_ours.add(i)
            used_theirs.add(j)
    return pairs


def _shared(reading: Reading, i: int, paired: set[int]) -> bool:
    """Whether a modal repeats an earlier, paired one across a join: "must A and (must) B"."""
    if reading.tokens[i].kind is not Kind.MODAL:
        return False
    earlier = (k for k in paired if k < i and reading.tokens[k].key == reading.tokens[i].key)
    return any(reading.sentence[k] == reading.sentence[i] and _joined(reading, k, i) for k in earlier)


def _joined(reading: Reading, start: int, end: int) -> bool:
    between = reading.tokens[start + 1 : end]
    joined = any(token.kind is Kind.JOIN and token.key == "and" for token in between)
    return joined and not any(token.kind is Kind.MODAL for token in between)


def _agreement(walk: Walk, i: int, j: int) -> int:
    """How well a mark of the statement and one of the quote correspond; 0 if they do not."""
    mine, other = walk.statement.tokens[i], walk.quote.tokens[j]
    if mine.kind is Kind.TIME and other.kind is Kind.TIME:
        return int(_same_time(walk, i, j))
    if mine.kind is not other.kind or mine.key != other.key:
        return 0
    if mine.kind is Kind.COMPARATOR:
        return int(_places(walk, value(walk.statement, i)) == value(walk.quote, j))
    our, their = _anchors(walk.statement, i), _anchors(walk.quote, j)
    mapped = _places(walk, our)
    if not our and not their:
        return 1
    if mine.kind in (Kind.NEGATION, Kind.CONDITION, Kind.PER):
        first = bool(mapped and their) and mapped[0] == their[0]
        return 2 * first + bool(mapped and their and (mapped[0] in their or their[0] in mapped))
    return len(set(mapped) & set(their))


def _anchors(reading: Reading, i: int) -> list[int]:
    """The facts that tell where a mark sits."""
    kind = reading.tokens[i].kind
    if kind is Kind.MODAL:
        return right(reading, i, 8, in_clause=True) + left(reading, i, 8, in_clause=True)
    after = right(reading, i, 3, in_clause=kind is Kind.NEGATION)
    if kind in (Kind.HEDGE, Kind.QUANTIFIER):
        return after + left(reading, i, 3)
    return after or left(reading, i, 2)


def _places(walk: Walk, facts: list[int]) -> list[int]:
    return [walk.place[i] for i in facts]


def _same_time(walk: Walk, i: int, j: int) -> bool:
    mine, other = walk.statement.tokens[i].key, walk.quote.tokens[j].key
    when, their_when = _places(walk, right(walk.statement, i, 2)), right(walk.quote, j, 2)
    main, their_main = _places(walk, _main(walk.statement, i)), _main(walk.quote, j)
    if not when or not their_when:
        return mine == other and bool(set(main[:2]) & set(their_main[:2]))
    if mine == other:
        meets = when[0] in their_when or their_when[0] in when
        turned = when[0] in their_main and their_when[0] in main and when[0] != their_when[0]
        return meets and not turned and (not main or not their_main or bool(set(main) & set(their_main)))
    return _OPPOSITE.get(mine) == other and when[0] in their_main and their_when[0] in main


def _main(reading: Reading, i: int) -> list[int]:
    return left(reading, i, 12) + after_comma(reading, i)


def _adds_nothing(walk: Walk, i: int) -> bool:
    token = walk.statement.tokens[i]
    if token.raw == "any":
        return any(t.key in ("not", "cannot", "without", "if") for t in walk.statement.tokens[:i])
    if token.raw.startswith("requirement"):
        return any(t.key in ("must", "word:rule", "word:condit") for t in walk.quote.tokens)
    if token.key == "if":
        return _names_reader(walk, i)
    if token.key == "must":
        told = {walk.quote.sentence[j] for j in walk.kept}
        return any(walk.quote.tokens[j].key == "word:ask" and walk.quote.sentence[j] in told for j in walk.quote.facts)
    return token.key in ("will", "during", "total", "both", "either")


def _names_reader(walk: Walk, i: int) -> bool:
    """Whether "if you are a resident, ..." says "a resident ...": the condition is the quote's subject or its "who"."""
    statement = walk.statement
    if not any(t.kind is Kind.PRONOUN for t in statement.tokens):
        return False
    comma = next(
        (k for k in range(i, len(statement.tokens)) if statement.tokens[k].kind is Kind.BREAK), len(statement.tokens)
    )
    inside = [walk.place[k] for k in statement.facts if i < k < comma]
    outside = [walk.place[k] for k in statement.facts if walk.place[k] not in inside]
    if not inside or not outside or len({walk.quote.sentence[j] for j in (*inside, *outside)}) > 1:
        return False
    relative = any(t.raw.lower() in ("who", "whose") for t in walk.quote.tokens[max(0, min(inside) - 4) : min(inside)])
    gaps = len({sum(place < other for place in outside) for other in inside})
    return max(inside) < min(outside) or (relative and gaps == 1)


def _missed(walk: Walk, j: int) -> bool:
    """Whether the statement keeps the words that a mark of the quote speaks about, without the mark."""
    token, kept = walk.quote.tokens[j], walk.kept
    if token.key in _DROPPABLE or token.raw.startswith("requirement"):
        return False
    if token.kind is Kind.COMPARATOR:
        return bool(kept & set(value(walk.quote, j)))
    if token.kind is Kind.PER:
        return bool(kept & {*left(walk.quote, j, 1), *right(walk.quote, j, 1)})
    if token.raw in ("where", "wherever"):
        return bool(kept & set(left(walk.quote, j, 1)))
    if token.kind is Kind.CONDITION and token.key != "only":
        return _keeps_clause(walk, j) or bool(kept & set(right(walk.quote, j, 1)))
    if token.kind is Kind.TIME:
        return _misses_time(walk, j)
    after = right(walk.quote, j, 2, in_clause=token.kind in (Kind.NEGATION, Kind.MODAL))
    before = left(walk.quote, j, 1)
    if token.kind in (Kind.HEDGE,) or token.key == "only" or not after:
        return bool(kept & {*after[:1], *before})
    return bool(kept & set(after[: 2 if token.kind is Kind.NEGATION else 1]))


def _keeps_clause(walk: Walk, j: int) -> bool:
    main = limited(walk.quote, j)
    return len(walk.kept & set(main)) >= min(2, len(main)) > 0


def _misses_time(walk: Walk, j: int) -> bool:
    when = right(walk.quote, j, 1)
    if walk.kept & set(when):
        return bool(walk.kept & set(_main(walk.quote, j)))
    if walk.quote.tokens[j].key == "until":
        return _keeps_clause(walk, j)
    allows = any(
        t.kind is Kind.MODAL and t.key in ("may", "cannot", "need not")
        for t, clause in zip(walk.quote.tokens, walk.quote.clause, strict=True)
        if clause in {walk.quote.clause[k] for k in limited(walk.quote, j)[:2]}
    )
    return allows and _keeps_clause(walk, j)
