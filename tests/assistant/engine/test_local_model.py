"""The whole way with a real model that invents freely: nothing unverified is ever on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.compose.engine import Engine
from assistant.service import Assistant
from assistant.types import Outcome, StatementKind
from evals.local_model import engine_at, served
from tests.assistant.engine.checks import assert_verified, fell_back, texts_shown
from tests.llm import needs_local_model

pytestmark = [pytest.mark.llm, needs_local_model]

QUESTIONS = (
    "How long must I return home after a J-1 visa?",
    "What is the fee for USMLE Step 1?",
)
MOST_TOKENS = 60


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_that_it_says_is_shown_unverified(
    question: str, address: str, assistant_with: Callable[[Engine], Assistant]
) -> None:
    assistant = assistant_with(engine_at(address, citing=True, max_tokens=MOST_TOKENS))
    texts, answer = texts_shown(assistant, question)
    assert answer.outcome is Outcome.ANSWERED
    assert all(later.startswith(earlier) for earlier, later in zip(texts, texts[1:], strict=False))
    assert_verified(answer, assistant)
    own = any(statement.kind is StatementKind.MODEL for statement in answer.statements)
    assert own or fell_back(answer)
    assert answer.receipt["model"]["refused"] or answer.receipt["model"]["fault"] or own


def test_as_it_comes_it_is_counted_and_replaced(address: str, assistant_with: Callable[[Engine], Assistant]) -> None:
    assistant = assistant_with(engine_at(address, citing=False, max_tokens=MOST_TOKENS))
    answer = assistant.ask("How many years can a J-1 visa last?")
    assert_verified(answer, assistant)
    account = answer.receipt["model"]
    assert (account["name"], account["calls"]) == ("openai:smollm2", 1)
    assert account["input_tokens"] > 100
    assert 0 < account["output_tokens"] <= MOST_TOKENS
