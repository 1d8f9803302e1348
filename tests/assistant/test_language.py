"""Languages that the assistant does not answer in."""

from __future__ import annotations

import pytest

from assistant.language import other_language
from assistant.replies import language_line


@pytest.mark.parametrize(
    "question",
    [
        "kya mujhe step 3 dena zaroori hai h1b ke liye",
        "mujhe residency nahi mili, ab kya karun",
        "J-1 visa kab lena chahiye",
    ],
)
def test_urdu_and_hindi_in_latin_letters_are_known(question: str) -> None:
    code = other_language(question, ())
    assert code == "ur-Latn"
    assert "English mein" in (language_line(code) or "")


@pytest.mark.parametrize(
    "question",
    [
        "is ecfmg the agar of this",
        "how many attempts at Step 1 are allowed",
        "baad question with a typo",
        "step 3 h1b needed",
    ],
)
def test_one_foreign_word_is_not_a_language(question: str) -> None:
    assert other_language(question, {"attempts", "allowed", "h1b", "step", "needed", "ecfmg"}) is None
