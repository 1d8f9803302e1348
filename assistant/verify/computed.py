"""Whether a computed statement is what its quotes and the question give."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compose.arithmetic.operations import recomputes
from assistant.compose.arithmetic.types import Asked, Rule
from assistant.verify.problems import Problem, ProblemKind


def check_computed(statement: str, rules: Sequence[Rule], asked: Asked) -> list[Problem]:
    """What is wrong with a statement whose numbers were computed.

    Args:
        statement: the line with inputs and result.
        rules: what it cites.
        asked: the question, with the inputs that the reader gave.

    Returns:
        Nothing when the rules and the question alone give exactly this statement again.
    """
    return [] if recomputes(statement, rules, asked) else [Problem(ProblemKind.NUMBER, statement)]
