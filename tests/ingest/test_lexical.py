"""Lexical search: what counts as the same word, and scores that are aligned with chunk rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexical import LexicalIndex, read_word_counts, tokens, words, write_word_counts

TEXTS = ["H-1B visa fee of $1,000", "J-1 visa waiver", "step 2 ck score", "nothing in common"]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    LexicalIndex.build([tokens(text) for text in TEXTS], tmp_path / "lexical")
    return LexicalIndex.open(tmp_path / "lexical", len(TEXTS))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("licence", "license"),
        ("programmes", "program"),
        ("H1B", "h-1b"),
        ("1,000 dollars", "1000 dollars"),
        ("doctors", "physician"),
        ("paediatrics", "Pediatrics"),
        ("Is it compulsory?", "required"),
        ("réapply", "reapply"),
        ("costs", "fees"),
        ("Step 2CK", "step two ck"),
    ],
)
def test_the_same_word_in_other_clothes(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J-1", "J-2"),
        ("Step 2 CK", "Step 2 CS"),
        ("New York", "New Jersey"),
        ("Virginia", "West Virginia"),
        ("1,000", "100"),
    ],
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


@given(st.text(max_size=200))
def test_any_text_gives_plain_tokens(text: str) -> None:
    assert all(token and token.isascii() and token == token.lower() for token in tokens(text))
    assert all(word == word.lower() for word in words(text))


def test_scores_are_aligned_with_rows(index: LexicalIndex) -> None:
    scores = index.scores(tokens("h1b visa"))
    assert scores.shape == (len(TEXTS),)
    assert list(np.argsort(-scores)[:2]) == [0, 1]
    assert scores[3] == 0


def test_unknown_words_score_nothing(index: LexicalIndex) -> None:
    assert not index.scores(tokens("zebra")).any()
    assert not index.scores([]).any()


def test_holders_and_rarity(index: LexicalIndex) -> None:
    assert index.holders("visa").tolist() == [0, 1]
    assert index.holders("zebra").tolist() == []
    assert index.idf("zebra") > index.idf("h1b") > index.idf("visa")


def test_a_field_without_words_is_empty_and_opens(tmp_path: Path) -> None:
    LexicalIndex.build([[], []], tmp_path / "lexical")
    index = LexicalIndex.open(tmp_path / "lexical", 2)
    assert index.scores(["visa"]).tolist() == [0.0, 0.0]
    assert index.vocabulary == {}


def test_word_counts_come_back(tmp_path: Path) -> None:
    write_word_counts(tmp_path / "words.json", ["The visa, the VISA", "a J-1"])
    assert read_word_counts(tmp_path / "words.json") == {"the": 2, "visa": 2}
