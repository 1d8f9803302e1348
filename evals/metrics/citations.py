"""Citation validity, precision and recall.

Precision and recall follow ALCE (Gao et al., "Enabling Large Language Models to Generate Text with Citations", EMNLP
2023): a statement has recall 1 when its citations together support it; a citation is precise when the statement is
supported and would not be without it, or when it supports the statement alone. Support is decided by
`evals.metrics.support` and `evals.metrics.computed` instead of an entailment model.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.types import Answer, Citation, Statement, StatementKind
from evals.metrics.computed import computed_holds
from evals.metrics.support import supports

TextOf = Callable[[str], str | None]


def invalid_citations(answer: Answer, text_of: TextOf) -> list[str]:
    """One line for each citation whose quote does not stand at its offsets in the stored text of its digest."""
    reasons = []
    for citation in answer.citations:
        text = text_of(citation.digest)
        if text is None:
            reasons.append(f"[{citation.number}] no stored text has the digest {citation.digest}")
        elif not citation.quote.strip():
            reasons.append(f"[{citation.number}] quotes nothing")
        elif text[citation.start : citation.end] != citation.quote:
            found = text[citation.start : citation.end]
            reasons.append(f"[{citation.number}] quotes {citation.quote!r} where {citation.document} has {found!r}")
    return reasons + _dangling(answer)


def unsupported_statements(answer: Answer) -> list[str]:
    """The statements that need support and do not have it."""
    asked = _asked(answer)
    return [s.text for s in answer.statements if _needs_support(s) and not _supported(s, _cited(answer, s), asked)]


def citation_recall(answer: Answer) -> float | None:
    """The fraction of statements needing support that have it; None when no statement needs any."""
    needing = [s for s in answer.statements if _needs_support(s)]
    return 1 - len(unsupported_statements(answer)) / len(needing) if needing else None


def citation_precision(answer: Answer) -> float | None:
    """The fraction of (statement, citation) pairs that carry weight; None without citations."""
    pairs = [(s, c) for s in answer.statements for c in _cited(answer, s)]
    if not pairs:
        return None
    asked = _asked(answer)
    return sum(_is_precise(s, c, _cited(answer, s), asked) for s, c in pairs) / len(pairs)


def _needs_support(statement: Statement) -> bool:
    return statement.kind is not StatementKind.VERDICT or bool(statement.citations)


def _asked(answer: Answer) -> str:
    """The reader's words, in which the inputs of a computed statement may stand."""
    return f"{answer.question}\n{answer.standalone_question}\n{answer.receipt.get('before') or ''}"


def _supported(statement: Statement, citations: list[Citation], asked: str) -> bool:
    """A computed statement is worked out again with what was asked; a verdict's Yes or No stands in no quote."""
    quotes = [citation.quote for citation in citations]
    if statement.kind is StatementKind.VERDICT:
        return bool(citations)
    if statement.kind is StatementKind.COMPUTED:
        return computed_holds(statement.text, quotes, asked)
    return supports(quotes, statement.text)


def _is_precise(statement: Statement, citation: Citation, citations: list[Citation], asked: str) -> bool:
    if not _supported(statement, citations, asked):
        return False
    others = [other for other in citations if other is not citation]
    return _supported(statement, [citation], asked) or not _supported(statement, others, asked)


def _cited(answer: Answer, statement: Statement) -> list[Citation]:
    return [citation for citation in answer.citations if citation.number in statement.citations]


def _dangling(answer: Answer) -> list[str]:
    numbers = {citation.number for citation in answer.citations}
    return [f"[{n}] is cited but not listed" for s in answer.statements for n in s.citations if n not in numbers]
