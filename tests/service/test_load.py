"""The service benchmark's arithmetic, on what locust prints, and its questions."""

from __future__ import annotations

import json
import math

import pytest

from evals.benchmarks.service import OURS, PLAIN, Load, markdown, percentile, totals, varied, whole


def test_totals_of_a_report() -> None:
    part = {"num_requests": 20, "num_failures": 1, "response_times": {"100": 10, "200": 9, "900": 1}}
    requests, failures, times = totals("a log line\n" + json.dumps([part, part]))
    assert (requests, failures) == (40, 2)
    assert times == {100.0: 20, 200.0: 18, 900.0: 2}


def test_percentiles_at_the_edges() -> None:
    assert percentile([(5.0, 1)], 0.95) == 5.0
    assert percentile([(1.0, 19), (2.0, 1)], 0.95) == 1.0
    assert math.isnan(percentile([], 0.5))


def test_slices_add_up_to_one_row_and_failures_are_no_throughput() -> None:
    first = Load(OURS, 8, 10, 2, 110, 10, 2.2, ((50.0, 100), (90.0, 10)), (800.0, 810.0))
    later = Load(OURS, 8, 10, 2, 90, 0, 1.8, ((50.0, 60), (70.0, 30)), (810.0, 811.0))
    other = Load(PLAIN, 8, 10, 1, 50, 0, 4.0, ((150.0, 50),), (700.0, 700.0))
    [ours, plain] = whole([first, other, later])
    assert ours.per_second == pytest.approx(9.5)
    assert ours.times == ((50.0, 160), (70.0, 30), (90.0, 10))
    table = markdown([ours, plain])
    assert "| Credence | 2 | 8 | 20 | 9.5 | 50 | 70 | 10 | 20.0 | 800, 810, 811 |" in table
    assert "8 readers: 1.90 times" in table


def test_no_question_is_asked_twice() -> None:
    questions = ["What is Conrad 30?", "Who pays?"]
    asked = varied(questions, 0, 80)
    assert asked[:2] == questions
    assert len(set(asked)) == 80
    assert all(any(question in one for question in questions) for one in asked)
    assert varied(questions, 30, 10) == asked[30:40]
