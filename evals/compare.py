"""Two runs side by side: what got better and worse, case by case, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from evals.metrics.intervals import mcnemar_p, randomisation_p
from evals.score import TurnScore, case_results
from evals.summary import METRICS, Metric, value_of


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric over the turns that both runs judged; `p` is that of a two-sided paired test."""

    metric: Metric
    before: float
    after: float
    p: float
    n: int


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that passed in one run only, with the reasons of the run in which it failed."""

    case: str
    better: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one run to another; cases that only one of them has are named apart."""

    metrics: tuple[MetricChange, ...]
    cases: tuple[CaseChange, ...]
    both: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def better(self) -> tuple[CaseChange, ...]:
        """Cases that pass now and did not."""
        return tuple(change for change in self.cases if change.better)

    @property
    def worse(self) -> tuple[CaseChange, ...]:
        """Cases that passed and do not now."""
        return tuple(change for change in self.cases if not change.better)


def compare(before: Sequence[TurnScore], after: Sequence[TurnScore]) -> Comparison:
    """Compare two runs over the cases they share.

    Passing is tested with McNemar's exact test, other metrics with paired randomisation.
    """
    old, new = case_results(before), case_results(after)
    shared = [case for case in new if case in old]
    changes = [
        CaseChange(case, new[case], _reasons(before if new[case] else after, case))
        for case in shared
        if old[case] != new[case]
    ]
    return Comparison(
        metrics=tuple(change for metric in METRICS if (change := _change(metric, before, after))),
        cases=tuple(changes),
        both=len(shared),
        only_before=tuple(case for case in old if case not in new),
        only_after=tuple(case for case in new if case not in old),
    )


def print_comparison(console: Console, comparison: Comparison, names: tuple[str, str]) -> None:
    """Print the metrics of both runs and the cases that changed sides."""
    table = Table(title=f"{names[0]} → {names[1]}, {comparison.both} cases in both", title_justify="left")
    for heading in ("Score", names[0], names[1], "Change", "p", "Turns"):
        table.add_column(heading, justify="left" if heading == "Score" else "right")
    for change in comparison.metrics:
        show = change.metric.show
        delta = ("+" if change.after >= change.before else "") + show(change.after - change.before)
        table.add_row(
            change.metric.label, show(change.before), show(change.after), delta, f"{change.p:.3f}", str(change.n)
        )
    console.print(table)
    for title, mark, changes in (("Better", "✓", comparison.better), ("Worse", "✗", comparison.worse)):
        console.print(f"[bold]{title}[/]: {len(changes)}")
        for one in changes:
            console.print(f"  {mark} {one.case}", markup=False, highlight=False)
            for reason in one.reasons:
                console.print(f"      {reason}", markup=False, highlight=False, soft_wrap=True)
    for title, cases in (("Only before", comparison.only_before), ("Only after", comparison.only_after)):
        if cases:
            console.print(f"{title}: {', '.join(cases)}", markup=False, highlight=False, soft_wrap=True)


def _change(metric: Metric, before: Sequence[TurnScore], after: Sequence[TurnScore]) -> MetricChange | None:
    old, new = _values(before, metric.name), _values(after, metric.name)
    shared = [key for key in new if key in old]
    if not shared:
        return None
    first, second = [old[key] for key in shared], [new[key] for key in shared]
    if metric.name == "passed":
        wins = sum(b > a for a, b in zip(first, second, strict=True))
        losses = sum(b < a for a, b in zip(first, second, strict=True))
        p = mcnemar_p(wins, losses)
    else:
        p = randomisation_p(first, second)
    return MetricChange(metric, sum(first) / len(shared), sum(second) / len(shared), p, len(shared))


def _values(scores: Sequence[TurnScore], metric: str) -> Mapping[tuple[str, int], float]:
    if metric == "passed":
        return {(case, -1): float(passed) for case, passed in case_results(scores).items()}
    return {(one.case, one.turn): value for one in scores if (value := value_of(one, metric)) is not None}


def _reasons(scores: Sequence[TurnScore], case: str) -> tuple[str, ...]:
    return tuple(f"{check.name}: {check.reason}" for one in scores if one.case == case for check in one.failures)
