"""What counts as said about oneself, and what is only a topic."""

from __future__ import annotations

import pytest

from assistant.situation import reply_to_options, situation_of


@pytest.mark.parametrize(
    ("turn", "situation"),
    [
        ("I am on a J-1 visa.", {"visa": "J-1"}),
        ("I'm currently in H1B status in Ohio", {"visa": "H-1B", "state": "Ohio"}),
        ("I live in New Jersey.", {"state": "New Jersey"}),
        ("i want to work in texas", {"state": "Texas"}),
        ("I am not a US citizen.", {"citizenship": "non-US citizen"}),
        ("I am a US citizen who studied abroad", {"citizenship": "US citizen"}),
        ("I'm Canadian.", {"citizenship": "Canadian"}),
        ("I graduated in 2014.", {"graduation year": "2014"}),
        ("I am a medical student.", {"stage": "student"}),
        ("I have passed Step 1", {"exam": "passed Step 1"}),
        pytest.param("I failed Step 2 CK once", {"exam": "failed Step 2 CK"}),
    ],
)
def test_statements_about_oneself_count(turn: str, situation: dict[str, str]) -> None:
    said = situation_of([turn])
    assert {key: said.get(key) for key in situation} == situation


@pytest.mark.parametrize(
    "turn",
    [
        "What does an O-1 visa ask of a physician?",
        pytest.param("How long can I stay on an O-1 visa?"),
        "How many years does New York ask?",
        "Is the J-1 better than the H-1B?",
        "I am not on a J-1 visa.",
        "My wife is on an H-4 visa.",
        "Ohio or Texas?",
        "Does ECFMG accept a degree of 2014?",
    ],
)
def test_topics_do_not(turn: str) -> None:
    assert situation_of([turn]) == {}


def test_a_later_statement_replaces_an_earlier_one() -> None:
    turns = ["I am on a J-1 visa in Ohio.", "What about fees?", "Now I am on an H-1B visa."]
    assert situation_of(turns) == {"visa": "H-1B", "state": "Ohio"}


def test_only_the_value_that_was_taken_back_is_forgotten() -> None:
    turns = ["I am on a J-1 visa in Ohio."]
    assert situation_of(turns, ["visa=J-1"]) == {"state": "Ohio"}
    assert situation_of(turns, ["visa=H-1B"]) == {"visa": "J-1", "state": "Ohio"}


def test_a_short_reply_names_an_option_and_a_long_one_does_not() -> None:
    options = ("New York", "Texas")
    assert reply_to_options("texas please", options) == {"state": "Texas"}
    assert reply_to_options("I do not know yet, but perhaps Texas will do", options) == {}
