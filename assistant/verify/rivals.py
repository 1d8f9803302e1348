"""Values that could be mistaken for each other: another state, another amount of the same unit."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.verify.problems import ProblemKind
from assistant.verify.tokens import Kind, Reading, Token

_KINDS = {Kind.NUMBER: ProblemKind.NUMBER, Kind.DATE: ProblemKind.DATE, Kind.NAME: ProblemKind.NAME}


def value_kind(token: Token) -> ProblemKind:
    """The problem that a mistaken value is; a mistaken word is one of who acts."""
    return _KINDS.get(token.kind, ProblemKind.ACTOR)


def rivals(reading: Reading, i: int, span: Iterable[int]) -> list[int]:
    """The values within a span, in the same sentence, that are of the sort of token i and differ from it."""
    token = reading.tokens[i]
    if token.kind is Kind.WORD:
        return []
    others = (j for j in span if reading.sentence[j] == reading.sentence[i] and reading.tokens[j].key != token.key)
    return [j for j in others if _sort(reading.tokens[j]) == _sort(token)]


def _sort(token: Token) -> tuple[Kind, str, tuple[bool, ...]]:
    """Dates of another grain ("2026", "August 2025") are no rivals."""
    grain = tuple(bool(part) for part in token.key.removeprefix("date:").split("-")) if token.kind is Kind.DATE else ()
    return token.kind, token.unit, grain
