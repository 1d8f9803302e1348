"""The speed table: budgets, ratios, and what counts as held."""

from __future__ import annotations

import pytest

from evals.benchmarks.speed import Figure, table


@pytest.mark.parametrize(
    ("figure", "held"),
    [
        (Figure("answer", 120, "ms", budget=150), True),
        (Figure("answer", 151, "ms", budget=150), False),
        (Figure("rate", 40, "/s", plain=30, budget=30, more_is_better=True), True),
        (Figure("rate", 20, "/s", plain=30, budget=30, more_is_better=True), False),
        (Figure("start", 3, "s"), None),
    ],
)
def test_a_budget_is_held_from_the_right_side(figure, held):
    assert figure.held is held


def test_the_table_shows_value_plain_chain_ratio_and_budget():
    text = table([Figure("rate", 45, "/s", plain=30, budget=30, more_is_better=True), Figure("start", 3, "s")])
    assert "| rate | 45.0 /s | 30.0 /s | 1.50 | 30.0 /s | yes |" in text
    assert "| start | 3.0 s |  |  |  |  |" in text
