"""Adds scores up: every metric with its interval, overall and by kind, topic and split, and the confusion matrix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.types import Outcome
from evals.metrics.intervals import Estimate, estimate
from evals.metrics.outcomes import confusion
from evals.metrics.timing import percentile
from evals.score import TurnScore, case_results


@dataclass(frozen=True, slots=True)
class Metric:
    """A score as the tables show it. `gated` metrics may not fall below the baseline."""

    name: str
    label: str
    gated: bool = True
    percent: bool = True

    def show(self, value: float | None) -> str:
        """The value as people read it."""
        if value is None:
            return "-"
        return f"{100 * value:.1f}%" if self.percent else f"{value:.1f}"


METRICS = (
    Metric("passed", "Cases passed"),
    Metric("outcome", "Right outcome"),
    Metric("key_facts", "Key-fact recall"),
    Metric("no_forbidden_claim", "No forbidden claim"),
    Metric("no_false_answer", "No false answer"),
    Metric("no_false_refusal", "No false refusal"),
    Metric("citation_validity", "Citation validity"),
    Metric("citation_dates", "Citations dated"),
    Metric("citation_precision", "Citation precision"),
    Metric("citation_recall", "Citation recall"),
    Metric("Success@1", "Right section first"),
    Metric("Success@5", "Right section in the top five"),
    Metric("R@5", "Section recall at 5"),
    Metric("RR", "Reciprocal rank"),
    Metric("clarify_rate", "Asks back", gated=False),
    Metric("words", "Words an answer", gated=False, percent=False),
)
GROUPS: dict[str, Callable[[TurnScore], str]] = {
    "kind": lambda score: score.kind,
    "topic": lambda score: score.topic,
    "split": lambda score: score.split,
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers. `groups` maps "kind", "topic" and "split" to the metrics of each of their members."""

    cases: int
    passed: int
    metrics: dict[str, Estimate]
    groups: dict[str, dict[str, dict[str, Estimate]]]
    confusion: dict[Outcome, dict[Outcome, int]]
    latency_ms: dict[str, float | None]
    results: dict[str, bool]

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain values."""
        return asdict(self)


def summarize(scores: Sequence[TurnScore]) -> Summary:
    """Add up the scores of a run."""
    results = case_results(scores)
    seconds = [1000 * one.values["seconds"] for one in scores if "seconds" in one.values]
    return Summary(
        cases=len(results),
        passed=sum(results.values()),
        metrics=metrics_of(scores),
        groups={name: _grouped(scores, key) for name, key in GROUPS.items()},
        confusion=confusion(pair for one in scores if (pair := _outcomes(one))),
        latency_ms={f"p{p}": percentile(seconds, p) for p in (50, 95, 99)},
        results=results,
    )


def _outcomes(one: TurnScore) -> tuple[Outcome, Outcome] | None:
    """(expected, actual); where several outcomes are accepted and one of them came, that one was expected."""
    if one.outcome is None:
        return None
    expected = one.outcome if one.outcome in one.expected else one.expected[0]
    return Outcome(expected), Outcome(one.outcome)


def metrics_of(scores: Iterable[TurnScore]) -> dict[str, Estimate]:
    """Every metric over the cases, one value a case (the mean of its judged turns), so that intervals are by case."""
    by_case: defaultdict[str, list[TurnScore]] = defaultdict(list)
    for one in scores:
        by_case[one.case].append(one)
    found = {metric.name: estimate(_case_values(by_case.values(), metric.name)) for metric in METRICS}
    return {name: value for name, value in found.items() if value is not None}


def value_of(one: TurnScore, metric: str) -> float | None:
    """The score of one turn, None where it does not apply."""
    return float(one.passed) if metric == "passed" else one.values.get(metric)


def _case_values(cases: Iterable[Sequence[TurnScore]], metric: str) -> list[float]:
    values = []
    for turns in cases:
        known = [value for one in turns if (value := value_of(one, metric)) is not None]
        if known:
            values.append(min(known) if metric == "passed" else sum(known) / len(known))
    return values


def _grouped(scores: Sequence[TurnScore], key: Callable[[TurnScore], str]) -> dict[str, dict[str, Estimate]]:
    members: defaultdict[str, list[TurnScore]] = defaultdict(list)
    for one in scores:
        members[key(one)].append(one)
    return {name: metrics_of(members[name]) for name in sorted(members)}
