"""What the words of a question and of a sentence say about yes or no."""

from __future__ import annotations

import pytest

from assistant.compose.polarity import features, modality, nations, numbers, opposed


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Must I go?", "obliged"), ("Can I go?", "possible"), ("Does it end?", "plain"), ("Do I have to go?", "obliged")],
)
def test_modality(text: str, kind: str) -> None:
    assert modality(text) == kind


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Is a single year enough?", {"1"}),
        ("one of my friends", set()),
        ("Step 3 on an H-1B in 2026", set()),
        ("the two-year rule", set()),
        ("2 years, 40,000 characters", {"2", "40000"}),
        ("a fifth attempt", {"5"}),
    ],
)
def test_numbers_are_amounts_and_no_names(text: str, amounts: set[str]) -> None:
    assert numbers(text) == amounts


def test_opposites_hold_one_side_each() -> None:
    assert opposed("Is it still open?", "Has it ended?")
    assert not opposed("Is it still open?", "Does it remain open?")
    assert not opposed("Did it end or is it still open?", "Has it ended?")


def test_nations() -> None:
    assert nations("As a Canadian do I need it?") == nations("Is it open to Canada?") != nations("Mexicans?")


def test_shared_words_under_a_negation_count_against() -> None:
    told = features("Does filing end my status?", ["Filing does not end status."], [0.8], [])
    asked = features("Does filing end my status?", ["Filing ends status."], [0.8], [])
    assert told["differ"] > asked["differ"] == 0
    assert told["agree"] < asked["agree"]


def test_words_are_told_apart_by_where_they_stand() -> None:
    found = features("Is it automatically free?", ["It is free.", "It costs USD 5."], [0.9, 0.1], [])
    assert {"in:free", "out:automat", "q:automat"} <= found.keys()
    assert found["far_out"] == 1.0
    assert not any(name.startswith("belief") for name in found)


def test_a_near_belief_is_seen() -> None:
    near = features("Is it free?", ["It is not free."], [0.5], [0.9])
    far = features("Is it free?", ["It is not free."], [0.5], [0.1])
    assert near["belief"] > 0 > far["belief"]
