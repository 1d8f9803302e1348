"""The whole way of a question through the Python API."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.service import Assistant
from assistant.types import Answer, Draft, Outcome, Progress, Turn

WORDS = st.sampled_from(
    [
        "how",
        "long",
        "can",
        "I",
        "stay",
        "on",
        "a",
        "J-1",
        "H-1B",
        "visa",
        "fee",
        "Step",
        "3",
        "2",
        "CK",
        "New",
        "York",
        "Jersey",
        "moonlight",
        "?",
        ".",
        "and",
        "not",
        "home",
    ]
)
QUESTIONS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def without_times(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in answer.to_dict().items() if key != "timings_ms"}


@settings(max_examples=30)
@given(QUESTIONS, st.lists(QUESTIONS, max_size=2))
def test_whatever_is_asked_every_quote_is_verbatim_and_every_statement_cited(
    small: Assistant, question: str, before: list[str]
) -> None:
    answer = small.ask(question, [Turn("user", turn) for turn in before])
    for citation in answer.citations:
        assert small.library.stored(citation.digest)[citation.start : citation.end] == citation.quote
    assert all(statement.citations or statement.kind == "verdict" for statement in answer.statements)
    assert bool(answer.citations) == (answer.outcome in (Outcome.ANSWERED, Outcome.PARTIAL))
    assert (answer.reason is None) == (answer.outcome in (Outcome.ANSWERED, Outcome.CLARIFY))


def test_the_same_question_gets_the_same_answer(small: Assistant) -> None:
    question = "How long can I stay on a J-1 visa?"
    assert without_times(small.ask(question)) == without_times(small.ask(question))


def test_a_stream_ends_in_the_answer_and_drafts_only_grow(small: Assistant) -> None:
    question = "How long can I stay on a J-1 visa and what is the fee for Step 3?"
    items = list(small.stream(question))
    assert isinstance(items[0], Progress)
    assert isinstance(items[-1], Answer)
    assert without_times(items[-1]) == without_times(small.ask(question))
    drafts = [item.text for item in items if isinstance(item, Draft)]
    assert drafts
    assert all(after.startswith(before) for before, after in zip(drafts, drafts[1:], strict=False))
    assert items[-1].text.startswith(drafts[-1])


def test_a_conversation_resolves_before_it_searches(small: Assistant) -> None:
    first = small.ask("I am on a J-1 visa. How long can I stay?")
    second = small.ask("and can I moonlight on it?", [Turn("user", first.question), Turn("assistant", first.text)])
    assert second.situation == {"visa": "J-1"}
    assert second.question == "and can I moonlight on it?"
    assert "J-1" in second.standalone_question
    assert second.citations[0].section == "j1-moonlighting"
    assert second.receipt["follow_up"] is True


def test_a_part_outside_the_guidance_makes_it_partial(small: Assistant) -> None:
    answer = small.ask("What is the fee for Step 3 and how do I treat pneumonia?")
    assert (answer.outcome, answer.reason) == ("partial", "clinical")
    assert "$955" in answer.text
    assert "clinical questions" in answer.text


def test_passages_come_only_when_asked_for(small: Assistant) -> None:
    question = "What is the fee for Step 3?"
    assert small.ask(question).passages is None
    passages = small.ask(question, explain=True).passages
    assert passages is not None
    assert [p.rank for p in passages] == list(range(1, len(passages) + 1))
    assert passages[0].section == "step-3-fee"


@pytest.mark.parametrize(
    "question",
    [
        "How do I become a veterinarian in Portugal?",
        pytest.param("What is the salary of a cardiologist in Germany?"),
    ],
)
def test_a_refusal_says_more_than_no(small: Assistant, question: str) -> None:
    answer = small.ask(question)
    assert answer.outcome is Outcome.DECLINED
    assert "ask " in answer.text.lower() or "I answer questions of" in answer.text


def test_another_language_gets_a_line_it_can_read(small: Assistant) -> None:
    answer = small.ask("¿Cuánto tiempo puedo quedarme en los Estados Unidos con este permiso?")
    assert answer.outcome is Outcome.DECLINED
    assert "Credence responde solo en inglés" in answer.text
