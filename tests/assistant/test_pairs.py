"""A question that names one of two confusable things never gets a top result about the other one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.service import Assistant
from evals.pairs import PAIRS, PairQuestion, is_swapped, pair_questions, top
from ingest.index import Index
from ingest.names import names_of

QUESTIONS = list(pair_questions())


def test_every_generated_question_names_one_of_its_pair() -> None:
    assert len(QUESTIONS) > 300
    assert {(q.kind, q.named) for q in QUESTIONS} == {(kind, name) for kind, *pair in PAIRS for name in pair}
    for question in QUESTIONS:
        assert names_of(question.text, question.kind) == {question.kind: [question.named]}, question.text


@pytest.mark.parametrize(("kind", "first", "second"), PAIRS)
def test_no_top_result_is_about_the_other(
    small: Assistant, small_index: Index, kind: str, first: str, second: str
) -> None:
    asked = [q for q in QUESTIONS if {q.named, q.other} == {first, second}]
    found = [(q, top(q, small_index, small._model)) for q in asked]
    assert all(passage for _, passage in found)
    assert [q.text for q, passage in found if passage and is_swapped(q, passage, small_index)] == []


def test_a_swap_would_be_seen(small: Assistant, small_index: Index) -> None:
    question = PairQuestion("What is the fee for Step 3?", "exam", "Step 3", "Step 2 CK")
    passage = top(question, small_index, small._model)
    assert passage is not None
    assert not is_swapped(question, passage, small_index)
    turned = replace(question, named="Step 2 CK", other="Step 3")
    assert is_swapped(turned, passage, small_index)
    unrecorded = replace(passage, section=replace(passage.section, applies_to={}))
    assert is_swapped(turned, unrecorded, small_index), "its words tell what it is about"
