"""Whether quotes support a statement, decided without a model and apart from the assistant's own verification.

A quoted statement is supported when its words stand in the quotes. Otherwise every number, date and name of the
statement must stand in the quotes with the same unit, most of its words too, and no shared word may change polarity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.matching.facts import same_token
from evals.matching.phrases import plain_text
from evals.matching.tokens import Kind, Token, tokenize

MOST_WORDS = 0.7


def supports(quotes: Sequence[str], statement: str) -> bool:
    """Whether the `quotes` together carry everything that `statement` says."""
    if not quotes:
        return False
    if _squashed(statement) in _squashed(" ".join(quotes)):
        return True
    said, evidence = tokenize(plain_text(statement)), [t for quote in quotes for t in tokenize(plain_text(quote))]
    words = [token for token in said if token.kind is Kind.WORD]
    known = [token for token in words if any(same_token(token, other) for other in evidence)]
    return (
        all(any(same_token(token, other) for other in evidence) for token in said if token.kind is not Kind.WORD)
        and len(known) >= MOST_WORDS * len(words)
        and not any(_reversed(token, evidence) for token in known)
    )


def _reversed(token: Token, evidence: Sequence[Token]) -> bool:
    return all(other.negated != token.negated for other in evidence if same_token(token, other))


def _squashed(text: str) -> str:
    return re.sub(r"\W+", " ", plain_text(text)).strip().lower()
