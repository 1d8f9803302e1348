"""Finishing: numbers, marks, warnings and follow-ups."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.finish import render
from assistant.service import Assistant
from assistant.types import Answer, Statement, StatementKind, WarningKind

QUOTED = StatementKind.QUOTED
QUESTIONS = [
    "How long can I stay on a J-1 visa?",
    "What is the fee for Step 2 CK?",
    "How many years of residency does New York ask?",
    "Who may borrow books from the hospital library?",
    "Can I moonlight on a J-1 visa? And what is the fee for Step 3?",
]


@pytest.fixture(scope="module", params=QUESTIONS)
def answer(request: pytest.FixtureRequest, small: Assistant) -> Answer:
    return small.ask(request.param)


def test_each_citation_is_the_stored_text_at_its_offsets(small: Assistant, answer: Answer) -> None:
    assert answer.citations
    for citation in answer.citations:
        assert small.library.stored(citation.digest)[citation.start : citation.end] == citation.quote
        assert small.library.text(citation.document)[citation.start : citation.end] == citation.quote


def test_numbers_run_from_one_and_every_one_is_used(answer: Answer) -> None:
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for statement in answer.statements for number in statement.citations} == set(numbers)
    assert {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)} == set(numbers)


def test_follow_ups_are_other_questions_that_the_guidance_answers(small: Assistant, answer: Answer) -> None:
    assert len(answer.follow_ups) <= 3
    used = {(citation.document, citation.section) for citation in answer.citations}
    for question in answer.follow_ups:
        assert question != answer.question
        reply = small.ask(question)
        assert reply.outcome == "answered"
        assert not {(c.document, c.section) for c in reply.citations[:1]} & used


def kinds(answer: Answer) -> list[WarningKind]:
    return [warning.kind for warning in answer.warnings]


def test_warnings_say_what_to_know_and_where(small: Assistant) -> None:
    fee = small.ask("What is the fee for Step 2 CK?")
    assert [(w.kind, w.text, w.statements) for w in fee.warnings] == [("volatile", "Fees change every January.", (0,))]
    state = small.ask("How many years of residency does New York ask?")
    assert kinds(state) == [WarningKind.STALE, WarningKind.SECONDARY]
    assert "1 April 2026" in state.warnings[0].text
    assert "FSMB as of 3 November 2025" in state.warnings[1].text
    assert kinds(small.ask("How long can I stay on a J-1 visa?")) == []


def test_a_citation_carries_its_source(small: Assistant) -> None:
    citation = small.ask("How long can I stay on a J-1 visa?").citations[0]
    assert (citation.publisher, citation.tier, citation.as_of) == ("Department of State", "primary", date(2026, 6, 18))
    assert (citation.url, citation.official_url) == (
        "https://example.org/read/exchange",
        "https://example.org/exchange",
    )
    assert citation.title == "Length of a J-1 visa"
    plain = small.ask("Who may borrow books from the hospital library?").citations[0]
    assert (plain.publisher, plain.tier, plain.url, plain.as_of) == (None, None, None, None)


def test_text_runs_and_lists_stand_apart() -> None:
    statements = [
        Statement("Yes.", StatementKind.VERDICT),
        Statement("Bring:", QUOTED, (1,)),
        Statement("a pass", QUOTED, (1, 2)),
        Statement("a card", QUOTED, (1, 3)),
        Statement("That is all.", QUOTED, (4,)),
    ]
    text = render(statements, [False, False, True, True, False], ["One note."])
    assert text == "Yes. Bring: [1]\n\n- a pass [1][2]\n- a card [1][3]\n\nThat is all. [4]\n\nOne note."
