"""Search: what is added to a question and taken from it, and which section says that something is not covered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.condense import condense
from assistant.confidence import ANSWER, ANSWER_LATER, confidence
from assistant.rank import Ranked
from assistant.retrieve import Passage, retrieve
from assistant.route import Routed
from assistant.search import GAP_ASK, GAP_BEHIND, GAP_PLACES, _known_gap, expanded
from assistant.service import Assistant
from assistant.types import Reason, Turn
from ingest.index import Index


@pytest.fixture
def passages(small: Assistant, small_index: Index) -> list[Passage]:
    return retrieve(condense("How long can I stay on a J-1 visa?", []), small_index, small._model)


def asked(passage: Passage, ask: float, *, gap: bool = False) -> Passage:
    section = replace(passage.section, not_covered=gap)
    return replace(passage, section=section, features={**passage.features, "ask": ask})


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("I graduate on June 30, 2026, which date must I leave?", "I graduate , which date must I leave?"),
        ("How many days after 1st of July do I have?", "How many days after do I have?"),
        ("Training from 15 June to 2026-07-01: how many weeks is it?", "Training : how many weeks is it?"),
        ("Is there a deadline on June 30?", "Is there a deadline on June 30?"),
        ("What is the last day I may apply?", "What is the last day I may apply?"),
    ],
)
def test_a_date_to_count_from_is_not_searched_for(text: str, searched: str) -> None:
    assert expanded(text) == searched


@given(st.text(max_size=120))
def test_taking_dates_out_ends_and_leaves_no_day(text: str) -> None:
    assert "june 3" not in expanded(f"{text} June 3 to 4 July: which day?").lower()


def test_the_own_year_of_graduation_is_not_searched_for() -> None:
    assert expanded("YOG 2019, and the fee in 2026?") == "YOG , and the fee in 2026?"


def test_words_are_added_for_what_is_asked_and_not_for_what_is_told() -> None:
    asking = "Is there a way to avoid the home rule?"
    telling = "I moved to avoid the war in my country. Which documents must my medical school send?"
    assert expanded(asking) == f"{asking} waiver or exception"
    assert "waiver" not in expanded(f"Which documents must my medical school send ({asking.rstrip('?')})?")
    assert expanded(telling) == telling


def test_the_first_section_that_leaves_it_out_is_the_reply(passages: list[Passage]) -> None:
    first, second, *_ = passages
    own, nearer = asked(first, GAP_ASK, gap=True), asked(second, 0.9, gap=True)
    assert _known_gap([own, nearer]) is own
    assert _known_gap([asked(first, GAP_ASK - 0.01, gap=True), second]) is None


def test_a_later_section_that_leaves_it_out_must_be_as_near(passages: list[Passage]) -> None:
    first, second, third, *_ = passages
    gap = asked(second, 0.7, gap=True)
    assert _known_gap([asked(first, 0.7 + GAP_BEHIND), gap, asked(third, 0.99)]) is gap
    assert _known_gap([asked(first, 0.71 + GAP_BEHIND), gap]) is None
    assert _known_gap([asked(first, 0.1), asked(second, GAP_ASK - 0.01, gap=True)]) is None
    assert _known_gap([asked(first, 0.1), gap, asked(third, 0.8, gap=True)]).ask == 0.8
    far = [asked(first, 0.1)] * GAP_PLACES
    assert _known_gap([*far, gap]) is None


def test_one_passage_alone_loses_none(passages: list[Passage]) -> None:
    ranked = Ranked(tuple(passages[:3]), tuple(passages[3:5]), "state")
    alone = ranked.only(passages[1])
    assert alone.passages == (passages[1],)
    assert alone.vetoed == (passages[0], passages[2], *passages[3:5])
    assert alone.family == "state"


def test_a_later_turn_needs_less(small: Assistant, small_index: Index) -> None:
    routed = [Routed(Reason.OFF_TOPIC, -1.0, 0.1)]
    question = "How long can I stay on a J-1 visa?"
    talk = [Turn("user", "What is a J-1 visa?"), Turn("assistant", "A visa.")]
    for history, needed in ((), ANSWER), (talk, ANSWER_LATER):
        query = condense(question, history)
        found = retrieve(query, small_index, small._model)
        assert bool(query.in_talk) is bool(history)
        assert confidence(query, found, routed, small_index).needed == needed
