"""Spelling repair: to the guidance's words only, and never a name or a number."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spelling import Speller, is_common, is_english
from ingest.names import find_names

COUNTS = {
    "residency": 40,
    "waiver": 30,
    "observership": 9,
    "license": 25,
    "fellowship": 8,
    "petition": 7,
    "visa": 50,
    "abc1": 3,
}
SPELLER = Speller(COUNTS)
NAMES = ["H-1B", "h1b", "Step 2 CK", "New York", "new jersey", "J-1", "ECFMG", "Conrad 30", "USCIS"]
WORDS = st.sampled_from(
    ["residncy", "waivr", "the", "observrship", "lisense", "$1,020", "2014", "12", "Zürich", "petitoin", *NAMES]
)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("residncy", "residency"),
        ("waivr", "waiver"),
        ("observrship", "observership"),
        ("fellowshp", "fellowship"),
        ("lisence", "license"),
        ("dont", "don't"),
        ("Cant", "Can't"),
        ("doesnt", "doesn't"),
    ],
)
def test_misspelled_words_become_words_of_the_guidance(wrong: str, right: str) -> None:
    assert SPELLER.repair(f"about {wrong} please?") == f"about {right} please?"


@pytest.mark.parametrize("text", ["a doctor abroad", "USMLE", "cat", "xyz", "visas", "", "wxyzqq", "RESIDNCY"])
def test_words_that_are_known_short_or_too_far_stay(text: str) -> None:
    assert SPELLER.repair(text) == text


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_names_and_numbers_are_never_touched(text: str) -> None:
    repaired = SPELLER.repair(text)
    assert [hit.name for hit in find_names(repaired)] == [hit.name for hit in find_names(text)]
    assert re.findall(r"[\d$,.]+", repaired) == re.findall(r"[\d$,.]+", text)


@given(st.text(max_size=80))
def test_repair_changes_letters_only_and_settles(text: str) -> None:
    once = SPELLER.repair(text)
    assert re.sub("[A-Za-z]+", "w", once) == re.sub("[A-Za-z]+", "w", text)
    assert SPELLER.repair(once) == once


def test_everyday_english() -> None:
    assert is_english("Bread")
    assert not is_english("residncy")
    assert is_common("because")
    assert not is_common("observership")
