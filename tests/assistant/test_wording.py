"""How a question is worded, whatever it is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.wording import Wording

INSIDE = ["What is the fee for Step 2 CK?", "How many attempts are allowed?", "Is a waiver needed for the J-1?"]
OUTSIDE = ["Which book is best for Step 2 CK?", "Which bank is best for residents?", "What is best to eat?"]


def test_small_words_tell_where_the_topic_does_not() -> None:
    wording = Wording(INSIDE, OUTSIDE)
    assert wording.score("Which course is best for Step 3?") > 0 > wording.score("How many attempts does Step 3 have?")


def test_what_was_never_seen_says_nothing() -> None:
    assert Wording(INSIDE, OUTSIDE).score("xyzzy plugh") == 0.0


@given(st.text(max_size=80))
def test_without_recorded_questions_nothing_is_said(question: str) -> None:
    assert Wording([], OUTSIDE).score(question) == 0.0


@given(st.lists(st.sampled_from(INSIDE + OUTSIDE), min_size=1, max_size=1))
def test_exchanging_the_kinds_changes_the_sign(asked: list[str]) -> None:
    there, back = Wording(INSIDE, OUTSIDE).score(asked[0]), Wording(OUTSIDE, INSIDE).score(asked[0])
    assert abs(there + back) < 1e-9
