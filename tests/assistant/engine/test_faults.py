"""A model that fails: the guidance's own sentences answer, and the reader is told why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.compose import desk
from assistant.compose.call import Limits
from assistant.compose.chat_model import ChatModelEngine
from assistant.compose.engine import Engine
from assistant.compose.faults import Fault, warning
from assistant.compose.prompts import CANNOT_ANSWER
from assistant.service import Assistant
from assistant.types import StatementKind
from tests.assistant.engine.checks import assert_verified, fell_back, is_extractive, texts_shown
from tests.assistant.engine.scripted import Reply, ScriptedModel

STEP = "How many attempts at USMLE Step 1 are allowed?"
TRUE = "USMLE allows at most four attempts at each Step. {four attempts} "
FAULTS = {
    Fault.UNREACHABLE: Reply("", then=ConnectionError("refused")),
    Fault.SLOW: Reply("USMLE allows", then="silence"),
    Fault.BROKEN_OFF: Reply("USMLE allows at most four attempts at", then=ConnectionError("reset")),
    Fault.ENDLESS: Reply("USMLE allows more. ", then="for ever"),
    Fault.CANNOT_ANSWER: Reply(CANNOT_ANSWER),
    Fault.UNSUPPORTED: Reply("I cannot help with that."),
}


@pytest.fixture
def hurried(assistant_with: Callable[[Engine], Assistant], model: ScriptedModel) -> Assistant:
    """An assistant that gives up early."""
    return assistant_with(ChatModelEngine("test:scripted", model, Limits(seconds=0.5, tokens=60)))


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_ends_in_the_extractive_answer(
    fault: Fault, hurried: Assistant, extractive: Assistant, model: ScriptedModel
) -> None:
    model.queue(FAULTS[fault])
    texts, answer = texts_shown(hurried, STEP)
    assert set(texts) == set(texts_shown(extractive, STEP)[0])
    assert is_extractive(answer)
    assert warning(fault) in answer.warnings
    assert answer.receipt["model"]["fault"] == fault
    assert_verified(answer, hurried)


def test_every_fault_has_a_scenario_and_a_text() -> None:
    assert set(FAULTS) == set(Fault)
    assert len({warning(fault).text for fault in Fault}) == len(Fault)


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (Reply(TRUE + "The fourth attempt must", then="silence"), Fault.SLOW),
        (Reply(TRUE + "The fourth attempt must"), Fault.BROKEN_OFF),
        (Reply(TRUE + "The fourth attempt must", then=ConnectionError("reset")), Fault.BROKEN_OFF),
        (Reply(TRUE + "The fourth attempt must ", then="for ever"), Fault.ENDLESS),
        (Reply(TRUE + "The fourth attempt must", finish_reason="length"), Fault.ENDLESS),
    ],
    ids=["silence", "stop", "reset", "for ever", "cut"],
)
def test_half_an_answer_is_completed_from_the_guidance(
    reply: Reply, fault: Fault, hurried: Assistant, extractive: Assistant, model: ScriptedModel
) -> None:
    model.queue(reply)
    texts, answer = texts_shown(hurried, STEP)
    assert all(later.startswith(earlier) for earlier, later in zip(texts, texts[1:], strict=False))
    quoted = {citation.quote for citation in extractive.ask(STEP).citations}
    assert quoted <= {citation.quote for citation in answer.citations}
    assert warning(fault) in answer.warnings
    assert_verified(answer, hurried)


def test_nothing_is_lost_when_the_model_says_the_end_word_after_an_answer(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.queue(f"{TRUE}\n{CANNOT_ANSWER}")
    answer = assistant.ask(STEP)
    assert [statement.kind for statement in answer.statements] == [StatementKind.MODEL]
    assert not fell_back(answer)


def test_a_model_that_repeats_itself_is_heard_once(assistant: Assistant, model: ScriptedModel) -> None:
    model.queue(TRUE * 20)
    answer = assistant.ask(STEP)
    assert len(answer.statements) == 1
    assert {refusal["reason"] for refusal in answer.receipt["model"]["refused"]} == {"said already"}


def test_a_model_that_goes_on_is_stopped_when_the_answer_is_long_enough(
    assistant: Assistant, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_WORDS", 9)
    model.queue(Reply(TRUE, then="for ever"))
    answer = assistant.ask(STEP)
    assert len(answer.statements) == 1
    assert answer.receipt["model"]["fault"] is None
