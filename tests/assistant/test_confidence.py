"""The decision to answer: a probability of all features, higher for what the guidance covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import ANSWER, FEATURES, Confidence, probability
from assistant.replies import data_file
from assistant.service import Assistant

VALUES = st.floats(-1e6, 1e6)


FITTED = st.sampled_from(["confidence", "confidence_plain"])


@given(st.fixed_dictionaries({name: VALUES for name in FEATURES}), FITTED)
def test_it_is_a_probability(features: dict[str, float], fitted: str) -> None:
    assert 0 <= probability(features, fitted) <= 1


@given(st.fixed_dictionaries({name: st.floats(-2, 2) for name in FEATURES}), st.sampled_from(FEATURES), FITTED)
def test_each_feature_pulls_the_way_its_coefficient_says(features: dict[str, float], name: str, fitted: str) -> None:
    weight = data_file("weights.yaml")[fitted].get(name, 0.0)
    change = probability({**features, name: features[name] + 0.5}, fitted) - probability(features, fitted)
    assert change * weight >= 0


@pytest.mark.parametrize("fitted", ["confidence", "confidence_plain"])
def test_unknown_words_never_make_it_surer(fitted: str) -> None:
    assert data_file("weights.yaml")[fitted]["unknown"] <= 0


def test_the_threshold_decides() -> None:
    assert Confidence(ANSWER, {}).answers
    assert not Confidence(ANSWER - 1e-6, {}).answers


@pytest.mark.parametrize(
    ("covered", "uncovered"),
    [
        ("What is the fee for Step 2 CK?", "What is the fee for the MCAT in Reykjavik?"),
        ("How long can I stay on a J-1 visa?", "How long can I stay in Portugal as a nurse?"),
    ],
)
def test_the_covered_question_is_surer(small: Assistant, covered: str, uncovered: str) -> None:
    sure, unsure = (small.ask(question).receipt["parts"][0] for question in (covered, uncovered))
    assert sure["confidence"] >= ANSWER
    assert unsure["confidence"] < sure["confidence"]
    assert set(sure["features"]) == set(FEATURES)


def test_declined_answers_say_nothing_else(small: Assistant) -> None:
    answer = small.ask("How do I become a veterinarian in Portugal?")
    assert answer.outcome == "declined"
    assert answer.citations == ()
