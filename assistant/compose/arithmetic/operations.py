"""All that can be computed for a question, and the same again as a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.compose.arithmetic.compare import comparisons
from assistant.compose.arithmetic.counts import payments, remainders, series, shares
from assistant.compose.arithmetic.gaps import gaps
from assistant.compose.arithmetic.rates import rates
from assistant.compose.arithmetic.spans import spans
from assistant.compose.arithmetic.totals import totals
from assistant.compose.arithmetic.types import Asked, Computed, Rule

_OPERATIONS = (series, totals, comparisons, rates, shares, remainders, payments, gaps, spans)


def computations(asked: Asked, rules: Sequence[Rule]) -> Iterator[Computed]:
    """What the rules give for the inputs of the question, most fitting first; nothing where an input is missing.

    Args:
        asked: the question, with the numbers and dates that it says.
        rules: sentences of the guidance, most fitting first.
    """
    for operation in _OPERATIONS:
        yield from operation(asked, rules)


def recomputes(statement: str, rules: Sequence[Rule], asked: Asked) -> bool:
    """Whether the rules that a statement cites, with the question, give exactly that statement again.

    No number of a computed statement is believed: a changed input, step or result, or a citation that does
    not hold the quantity, gives another statement or none.
    """
    return any(found.text == statement for found in computations(asked, rules))
