"""Every answer says how long its steps took."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from assistant.stopwatch import Stopwatch


def test_steps_add_up_to_the_total() -> None:
    watch = Stopwatch()
    watch.ended("search")
    watch.ended("search")
    times = watch.times("reply")
    assert list(times) == ["search", "reply", "total"]
    assert times["search"] + times["reply"] == pytest.approx(times["total"], abs=0.02)


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("What does the J-1 two-year rule ask?", ["understand", "search", "reply", "total"]),
        ("I want to end my life.", ["understand", "reply", "total"]),
    ],
)
def test_an_answer_names_the_steps_it_took(small: Assistant, question: str, steps: list[str]) -> None:
    times = small.ask(question).timings_ms
    assert list(times) == steps
    assert sum(times[step] for step in steps[:-1]) == pytest.approx(times["total"], abs=0.05)
