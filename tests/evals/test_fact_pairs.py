"""The fact matcher against hand-labelled pairs; the bar is 0.97 precision and recall on each half."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from evals.matching import says

PAIRS = Path(__file__).parent / "fact_pairs.yaml"
BAR = 0.97


@dataclass(frozen=True)
class Pair:
    answer: str
    fact: tuple[str, ...]
    label: bool
    half: str
    sort: str


def load_pairs() -> list[Pair]:
    groups = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
    return [
        Pair(answer, tuple(group["fact"]), label, group["half"], group["sort"])
        for group in groups
        for label, answers in ((True, group["says"]), (False, group["lacks"]))
        for answer in answers
    ]


def measure(pairs: list[Pair]) -> tuple[float, float, list[Pair]]:
    """Precision, recall, and the pairs on which the matcher is wrong."""
    found = {pair: says(pair.answer, pair.fact) for pair in pairs}
    right = sum(found[pair] and pair.label for pair in pairs)
    wrong = [pair for pair in pairs if found[pair] != pair.label]
    return right / max(1, sum(found.values())), right / sum(pair.label for pair in pairs), wrong


def test_the_set_is_large_and_mixed():
    pairs = load_pairs()
    assert len(pairs) >= 200
    assert {pair.sort for pair in pairs} >= {"negation", "numbers", "units", "dates", "paraphrase"}
    assert 0.35 < sum(pair.label for pair in pairs) / len(pairs) < 0.65


@pytest.mark.parametrize("half", ["tune", "held"])
def test_precision_and_recall_reach_the_bar(half):
    precision, recall, wrong = measure([pair for pair in load_pairs() if pair.half == half])
    report = "\n".join(f"  {'missed' if pair.label else 'false'}: {pair.answer!r} / {pair.fact[0]!r}" for pair in wrong)
    assert precision >= BAR, report
    assert recall >= BAR, report
