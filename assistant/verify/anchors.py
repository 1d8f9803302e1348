"""Which facts a mark speaks about: the ones after it, before it, and the clause that it limits."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.verify.tokens import FACTS, Kind, Reading

_REASONS = frozenset({"because", "so", "since"})


def right(reading: Reading, i: int, reach: int, in_clause: bool = False) -> list[int]:
    """The next facts after a mark, nearest first, in its sentence (or clause)."""
    return _collect(reading, i, range(i + 1, len(reading.tokens)), reach, in_clause)


def left(reading: Reading, i: int, reach: int, in_clause: bool = False) -> list[int]:
    """The facts before a mark, nearest first, in its sentence (or clause)."""
    return _collect(reading, i, range(i - 1, -1, -1), reach, in_clause)


def _collect(reading: Reading, i: int, steps: Iterable[int], reach: int, in_clause: bool) -> list[int]:
    found: list[int] = []
    for j in steps:
        token = reading.tokens[j]
        beyond = reading.sentence[j] != reading.sentence[i] or (token.kind is Kind.BREAK and token.key == "strong")
        if beyond or len(found) == reach or (in_clause and reading.clause[j] != reading.clause[i]):
            break
        if token.kind in FACTS:
            found.append(j)
    return found


def value(reading: Reading, i: int) -> list[int]:
    """The value that a comparator bounds: the number or date after it, else before it, else the next fact."""
    after, before = right(reading, i, 1), left(reading, i, 1)
    for near, gap in ((after, 4), (before, 3)):
        if near and reading.tokens[near[0]].kind in (Kind.NUMBER, Kind.DATE) and abs(near[0] - i) <= gap:
            return near
    return after or before


def limited(reading: Reading, i: int) -> list[int]:
    """The facts of the clause that a condition or time mark limits: what precedes it, or follows its comma."""
    before = []
    for j in range(i - 1, -1, -1):
        token = reading.tokens[j]
        if reading.sentence[j] != reading.sentence[i] or (token.kind is Kind.BREAK and token.key == "strong"):
            break
        if token.kind in FACTS:
            before.append(j)
        if token.raw.lower() in _REASONS and before:
            break
        if token.kind is Kind.JOIN and reading.clause[j] != reading.clause[max(0, j - 1)] and before:
            break
    return before or after_comma(reading, i)


def after_comma(reading: Reading, i: int) -> list[int]:
    """The facts that follow the first comma after a mark, to the end of the sentence."""
    comma = next((j for j in range(i, len(reading.tokens)) if reading.tokens[j].kind is Kind.BREAK), None)
    if comma is None or reading.tokens[comma].key != "weak":
        return []
    return right(reading, comma, 12)
