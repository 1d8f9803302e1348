"""Ranking over the real weights: what is about another visa, exam or state never leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.condense import condense
from assistant.rank import Ranked, rerank
from assistant.retrieve import retrieve
from assistant.service import Assistant
from assistant.types import Turn
from ingest.index import Index

PAIRS = [
    ("How long can I stay on {}?", {"a J-1 visa": "j1-length", "an H-1B visa": "h1b-length"}),
    ("Can I moonlight on {}?", {"a J-1 visa": "j1-moonlighting", "h1b": "h1b-moonlighting", "J1": "j1-moonlighting"}),
    ("What is the fee for {}?", {"Step 2 CK": "step-2-ck-fee", "Step 3": "step-3-fee", "step two ck": "step-2-ck-fee"}),
    ("How many years of residency does {} ask?", {"New York": "new-york", "New Jersey": "new-jersey", "Ohio": "ohio"}),
    ("what does {} want before a full license", {"NY": "new-york", "NJ": "new-jersey", "Newark": "new-jersey"}),
]
CASES = [(text.format(name), section) for text, names in PAIRS for name, section in names.items()]


@pytest.fixture(scope="module")
def ranked(small: Assistant, small_index: Index):
    def rank(question: str, *before: str) -> Ranked:
        query = condense(question, [Turn("user", turn) for turn in before])
        return rerank(retrieve(query, small_index, small._model), query, small_index)

    return rank


@pytest.mark.parametrize(("question", "section"), CASES)
def test_a_named_case_is_never_swapped_in_the_top_result(ranked, question: str, section: str) -> None:
    assert ranked(question).passages[0].section.id == section


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("Can I moonlight on a J-1 visa?", {"h1b-moonlighting", "h1b-length"}),
        ("What is the fee for Step 3?", {"step-2-ck-fee"}),
        ("How many years of residency does New York ask?", {"new-jersey", "ohio"}),
    ],
)
def test_other_cases_are_vetoed_and_come_last(ranked, question: str, others: set[str]) -> None:
    found = ranked(question)
    assert others <= {p.section.id for p in found.vetoed}
    assert not others & {p.section.id for p in found.passages}


def test_a_follow_up_swaps_the_case_too(ranked) -> None:
    assert ranked("and H-1B?", "How long can I stay on a J-1 visa?").passages[0].section.id == "h1b-length"
    assert (
        ranked("New Jersey?", "How many years of residency does New York ask?").passages[0].section.id == "new-jersey"
    )


def test_a_family_is_collapsed_while_the_state_is_open(ranked) -> None:
    found = ranked("How many years of residency do I need for a full license?")
    assert found.family == "training-years"
    assert [p.section.family for p in found.passages].count("training-years") == 1


def test_the_readers_own_state_closes_the_question(ranked) -> None:
    found = ranked("How many years of residency do I need for a full license?", "I live in New Jersey.")
    assert found.family is None
    assert found.passages[0].section.id == "new-jersey"


@given(
    st.sampled_from([question for question, _ in CASES])
    | st.text(alphabet="visa step fee ohio?J1", min_size=1, max_size=40)
)
def test_scores_fall_and_no_passage_comes_twice(ranked, question: str) -> None:
    found = ranked(question)
    scores = [p.score for p in found.passages]
    assert scores == sorted(scores, reverse=True)
    ids = [p.row.chunk.id for p in (*found.passages, *found.vetoed)]
    assert len(ids) == len(set(ids))


def test_the_same_question_gives_the_same_order(ranked) -> None:
    question = "How much does Step 3 cost?"
    first, second = ranked(question), ranked(question)
    assert [(p.row.chunk.id, p.score) for p in first.passages] == [(p.row.chunk.id, p.score) for p in second.passages]


def test_search_lists_passages_that_the_library_holds(small: Assistant) -> None:
    found = small.search("J-1 visa", k=3)
    assert [report.rank for report in found] == [1, 2, 3]
    for report in found:
        section = small.library.section(report.document, report.section)
        assert section.start <= report.start < report.end <= section.end
