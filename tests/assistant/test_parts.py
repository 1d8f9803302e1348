"""Questions of several parts, and the background told around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import MAX_PARTS, asks, focus_of, sentences, split_parts, without_topic


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is the fee for Step 3?", ["What is the fee for Step 3?"]),
        ("What is the fee and how long is Step 3?", ["What is the fee?", "how long is Step 3?"]),
        ("How long is the J-1? Can I moonlight on it?", ["How long is the J-1?", "Can I moonlight on it?"]),
        ("I am from India. I failed once. Can I apply again?", ["I am from India. I failed once. Can I apply again?"]),
        ("Do I need Step 1 and Step 2 CK?", ["Do I need Step 1 and Step 2 CK?"]),
        ("Is it so (I am on J-1. Must I go and can I stay)?", ["Is it so (I am on J-1. Must I go and can I stay)?"]),
        (
            "What now (I passed. Do I wait)? Is there a fee (Step 3)?",
            ["What now (I passed. Do I wait)?", "Is there a fee (Step 3)?"],
        ),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    assert split_parts(text) == parts


def test_the_focus_is_what_asks() -> None:
    assert focus_of("I graduated in 2010. Is there an age limit? Thanks a lot.") == "Is there an age limit?"
    assert focus_of("residency in Ohio") == "residency in Ohio"


@pytest.mark.parametrize(
    "text",
    ["Can a U.S. citizen who studied abroad apply for residency?", "Is a license of Washington D.C. valid in Ohio?"],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]
    assert split_parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "asking"),
    [("how do I apply", True), ("I want to apply.", False), ("Visa?", True), ("and can I stay", True)],
)
def test_what_asks(text: str, asking: bool) -> None:
    assert asks(text) is asking


@given(st.text(alphabet="aA how is can and, or but?.!\n", max_size=120))
def test_there_are_one_to_three_parts_and_no_new_words(text: str) -> None:
    parts = split_parts(text)
    assert 1 <= len(parts) <= MAX_PARTS
    assert all(part.rstrip("?") in text for part in parts)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Do programs see the fail (How many more tries do I have)?", "Do programs see the fail"),
        ("Can I get a license (New Hampshire)?", "Can I get a license (New Hampshire)?"),
        ("Is the fee (see the list of them above) refunded?", "Is the fee (see the list of them above) refunded?"),
        ("What is the fee?", "What is the fee?"),
    ],
)
def test_the_earlier_question_behind_one_is_told_from_it(text: str, own: str) -> None:
    assert without_topic(text) == own
