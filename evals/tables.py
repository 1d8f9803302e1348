"""Scores as tables: for the terminal, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from assistant.types import Outcome
from evals.metrics.intervals import Estimate
from evals.score import TurnScore
from evals.summary import METRICS, Metric, Summary


def print_summary(console: Console, summary: Summary) -> None:
    """Print the metrics with their intervals, then one line a kind."""
    table = Table(title=f"{summary.passed} of {summary.cases} cases passed", title_justify="left")
    for heading in ("Score", "Value", "95% interval", "Cases"):
        table.add_column(heading, justify="left" if heading == "Score" else "right")
    for metric in METRICS:
        if metric.name in summary.metrics:
            table.add_row(metric.label, *_cells(metric, summary.metrics[metric.name]))
    console.print(table)
    kinds = Table(title="By kind", title_justify="left")
    for heading in ("Kind", "Cases", "Passed", "Key facts", "Section first"):
        kinds.add_column(heading, justify="left" if heading == "Kind" else "right")
    for kind, metrics in summary.groups["kind"].items():
        kinds.add_row(kind, str(metrics["passed"].n), *_brief(metrics))
    console.print(kinds)
    latency = " · ".join(f"{name} {value:.0f} ms" for name, value in summary.latency_ms.items() if value is not None)
    console.print(f"Latency: {latency}" if latency else "Latency: no answers")


def print_failures(console: Console, scores: Sequence[TurnScore], most: int = 40) -> None:
    """Print the failing turns, each with the reason for every lost point."""
    failing = [one for one in scores if not one.passed]
    for one in failing[:most]:
        console.print(f"[red]✗[/] [bold]{one.case}[/]{'' if one.last else f' turn {one.turn + 1}'}  ", end="")
        console.print(one.question, markup=False, highlight=False, soft_wrap=True)
        for check in one.failures:
            console.print(f"    {check.name}: {check.reason}", markup=False, highlight=False, soft_wrap=True)
    if len(failing) > most:
        console.print(f"… and {len(failing) - most} more; the report lists them all.")


def summary_markdown(summary: Summary, name: str) -> str:
    """A summary for a pull request."""
    lines = [f"## Evaluation {name}: {summary.passed} of {summary.cases} cases passed", ""]
    lines += ["| Score | Value | 95% interval | Cases |", "| --- | ---: | ---: | ---: |"]
    for metric in METRICS:
        if metric.name in summary.metrics:
            lines.append(f"| {metric.label} | {' | '.join(_cells(metric, summary.metrics[metric.name]))} |")
    lines += ["", "| Kind | Cases | Passed | Key facts | Section first |", "| --- | ---: | ---: | ---: | ---: |"]
    for kind, metrics in summary.groups["kind"].items():
        lines.append(f"| {kind} | {metrics['passed'].n} | {' | '.join(_brief(metrics))} |")
    outcomes = [
        o for o in Outcome if any(summary.confusion[o].values()) or any(r[o] for r in summary.confusion.values())
    ]
    lines += ["", f"| Expected, ended as | {' | '.join(outcomes)} |", f"| --- |{' ---: |' * len(outcomes)}"]
    for expected in outcomes:
        lines.append(f"| {expected} | {' | '.join(str(summary.confusion[expected][actual]) for actual in outcomes)} |")
    failed = [case for case, passed in summary.results.items() if not passed]
    if failed:
        lines += ["", f"Failing: {', '.join(failed)}"]
    return "\n".join(lines) + "\n"


def _cells(metric: Metric, value: Estimate) -> tuple[str, str, str]:
    interval = f"{metric.show(value.low)} to {metric.show(value.high)}"
    return metric.show(value.mean), interval, str(value.n)


def _brief(metrics: dict[str, Estimate]) -> list[str]:
    by_name = {metric.name: metric for metric in METRICS}
    return [
        by_name[name].show(metrics[name].mean if name in metrics else None)
        for name in ("passed", "key_facts", "Success@1")
    ]
