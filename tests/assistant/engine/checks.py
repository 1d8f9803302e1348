"""What must hold for every answer, whoever wrote it; written apart from the engine's own code."""

from __future__ import annotations

from assistant.service import Assistant
from assistant.types import Answer, Draft, Outcome, StatementKind, WarningKind
from assistant.verify import check_statement


def assert_verified(answer: Answer, assistant: Assistant) -> None:
    """Every quote stands at its offsets, and every statement is carried by the quotes it cites."""
    quotes = {}
    for citation in answer.citations:
        assert assistant.library.stored(citation.digest)[citation.start : citation.end] == citation.quote
        quotes[citation.number] = citation.quote
    for statement in answer.statements:
        if statement.kind is not StatementKind.VERDICT:
            assert statement.citations
            assert not check_statement(statement.text, [quotes[number] for number in statement.citations])


def texts_shown(assistant: Assistant, question: str) -> tuple[list[str], Answer]:
    """Every text that was on the screen while an answer came, the final one last."""
    items = list(assistant.stream(question))
    answer = items[-1]
    assert isinstance(answer, Answer)
    return [*(item.text for item in items if isinstance(item, Draft)), answer.text], answer


def fell_back(answer: Answer) -> bool:
    return any(warning.kind is WarningKind.FALLBACK for warning in answer.warnings)


def is_extractive(answer: Answer) -> bool:
    kinds = {statement.kind for statement in answer.statements}
    return answer.outcome is Outcome.ANSWERED and answer.engine == "extractive" and StatementKind.MODEL not in kinds
