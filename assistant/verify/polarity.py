"""Negation and modality: what a negation makes of the modal that it stands before or after."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.verify.tokens import FACTS, Kind, Token

_COMBINED = {"must": "need not", "may": "cannot"}
"""What "not" makes of a modal when it stands before it ("not required", "not allowed")."""
_REACH = 3


def join_negations(tokens: Iterable[Token]) -> list[Token]:
    """Read "not required" and "may ... not" as one modal each."""
    result: list[Token] = []
    for token in tokens:
        if token.kind is Kind.MODAL and token.key in _COMBINED:
            before = _negation_before(result)
            if before is not None:
                negation = result.pop(before)
                token = Token(Kind.MODAL, _COMBINED[token.key], f"{negation.raw} {token.raw}")
        elif token.kind is Kind.NEGATION and token.key == "not" and result and result[-1].kind is Kind.MODAL:
            last = result[-1]
            if last.key in _COMBINED:
                result.pop()
                forbidden = {"may": "cannot", "must": "must not"}.get(
                    last.raw, "cannot" if last.key == "may" else "need not"
                )
                token = Token(Kind.MODAL, forbidden, f"{last.raw} {token.raw}")
        result.append(token)
    return result


def _negation_before(tokens: list[Token]) -> int | None:
    """The place of a "not" among the last few tokens, if no fact stands after it."""
    for i in range(len(tokens) - 1, max(-1, len(tokens) - 1 - _REACH), -1):
        if tokens[i].kind is Kind.NEGATION and tokens[i].key == "not":
            return i
        if tokens[i].kind in FACTS or tokens[i].kind is Kind.BREAK:
            return None
    return None
