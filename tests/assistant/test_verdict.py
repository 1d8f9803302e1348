"""Yes and No stand only where the guidance records them for that way of asking."""

from __future__ import annotations

import pytest

from assistant.compose.verdict import is_yes_no
from assistant.service import Assistant


@pytest.mark.parametrize(
    "question",
    ["Can I moonlight?", "so do i need Step 3", "Is it required?", "Step 3 is required, right?", "am I allowed"],
)
def test_questions_for_yes_or_no(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    ["How long is it?", "What can I do?", "Can I go or stay?", "Is it J-1 or H-1B?", "which visa is allowed"],
)
def test_other_questions(question: str) -> None:
    assert not is_yes_no(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Can I moonlight on a J-1 visa?", "No."),
        ("Is extra paid work allowed during J-1 residency?", "No."),
        ("Must I go home for two years after a J-1 visa?", "Yes."),
        ("Can I moonlight on an H-1B visa?", "It depends."),
    ],
)
def test_a_recorded_verdict_leads_without_a_citation(small: Assistant, question: str, first: str) -> None:
    answer = small.ask(question)
    assert (answer.statements[0].text, answer.statements[0].kind, answer.statements[0].citations) == (
        first,
        "verdict",
        (),
    )
    assert all(statement.citations for statement in answer.statements[1:])


@pytest.mark.parametrize(
    "question",
    [
        "Can I stay in the US after a J-1 visa?",
        "Can I avoid going home after a J-1 visa?",
        "Is moonlighting not allowed on a J-1 visa?",
        "How long can I stay on a J-1 visa?",
        "Must I go home for 5 years after a J-1 visa?",
        pytest.param("Must I go home for five years after a J-1 visa?"),
        "Is the fee for Step 3 $955?",
    ],
)
def test_no_verdict_where_none_is_recorded_for_that_way_of_asking(small: Assistant, question: str) -> None:
    assert all(statement.kind != "verdict" for statement in small.ask(question).statements)
