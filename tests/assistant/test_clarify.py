"""One short question back when the answer depends on something unsaid."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from assistant.types import Answer, Outcome, Turn

OPEN = "How many years of residency do I need for a full license?"


@pytest.fixture(scope="module")
def asked_back(small: Assistant) -> Answer:
    return small.ask(OPEN)


def test_an_open_state_is_asked_for(asked_back: Answer) -> None:
    assert asked_back.outcome is Outcome.CLARIFY
    assert asked_back.text.endswith("?")
    assert "New York" in asked_back.options
    assert (asked_back.statements, asked_back.citations) == ((), ())


@pytest.mark.parametrize(
    ("reply", "years"), [("New York", "three years"), ("new jersey please", "two years"), ("I'm in Ohio", "one year")]
)
def test_the_reply_gets_that_states_answer(small: Assistant, asked_back: Answer, reply: str, years: str) -> None:
    answer = small.ask(reply, [Turn("user", OPEN), Turn("assistant", asked_back.text)])
    assert answer.outcome is Outcome.ANSWERED
    assert years in answer.text


@pytest.mark.parametrize("before", ["I live in Ohio.", "I want to work in Ohio."])
def test_a_state_that_was_said_is_not_asked_for(small: Assistant, before: str) -> None:
    answer = small.ask(OPEN, [Turn("user", before), Turn("assistant", "Noted.")])
    assert answer.outcome is Outcome.ANSWERED
    assert "Ohio asks" in answer.text


def test_a_state_that_was_talked_about_is_not_asked_for(small: Assistant) -> None:
    history = [Turn("user", "Does Ohio want Step 3 for a license?"), Turn("assistant", "Ohio asks for Step 3.")]
    answer = small.ask("How many years of residency does the license need?", history)
    assert answer.outcome is Outcome.ANSWERED
    assert "Ohio asks" in answer.text


def test_two_states_that_were_talked_about_leave_it_open(small: Assistant) -> None:
    history = [Turn("user", "Ohio or New York?"), Turn("assistant", "Ohio and New York differ.")]
    assert small.ask(OPEN, history).outcome is Outcome.CLARIFY


def test_a_state_that_was_taken_back_is_asked_for_again(small: Assistant) -> None:
    history = [Turn("user", "I live in Ohio."), Turn("assistant", "Noted.")]
    assert small.ask(OPEN, history, forget=["state=Ohio"]).outcome is Outcome.CLARIFY


def test_an_open_visa_is_answered_for_each_or_asked_for(small: Assistant) -> None:
    answer = small.ask("Can I moonlight during residency?")
    sections = {citation.section for citation in answer.citations}
    assert answer.outcome is Outcome.CLARIFY or {"j1-moonlighting", "h1b-moonlighting"} <= sections
