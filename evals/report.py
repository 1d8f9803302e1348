"""The report of a run: one HTML file that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from assistant.types import Answer, Citation, Outcome, Turn
from evals.cases import Case
from evals.charts import bars, calibration
from evals.metrics.intervals import Estimate
from evals.runs import AnswerRecord, RunFolder
from evals.score import TurnScore
from evals.summary import METRICS, Summary

AROUND = 160
TEMPLATE = "report.html.j2"


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation with the words around it in the stored text."""

    citation: Citation
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One judged turn as the report shows it."""

    score: TurnScore
    history: tuple[Turn, ...]
    answer: Answer | None
    seconds: float
    quotes: tuple[Quote, ...]


def write_report(
    path: Path, run: RunFolder, cases: Sequence[Case], scores: Sequence[TurnScore], summary: Summary
) -> None:
    """Write the report of a run to `path`, failing cases first."""
    records = {(record.case, record.turn): record for record in run.answers()}
    rows = [_row(one, cases, records, run) for one in sorted(scores, key=lambda one: one.passed)]
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=False)
    page = environment.get_template(TEMPLATE).render(
        name=run.root.name,
        config=run.config(),
        summary=summary,
        metrics=[(metric, summary.metrics[metric.name]) for metric in METRICS if metric.name in summary.metrics],
        charts=[(title, Markup(chart)) for title, chart in _charts(scores, summary)],
        outcomes=[outcome for outcome in Outcome if _occurs(outcome, summary)],
        rows=rows,
    )
    path.write_text(page, encoding="utf-8")


def _charts(scores: Sequence[TurnScore], summary: Summary) -> list[tuple[str, str]]:
    charts = [
        (f"Cases passed by {group}", bars(f"Cases passed by {group}", _passed(summary.groups[group])))
        for group in ("kind", "topic", "split")
    ]
    points = [(one.values["confidence"], one.passed) for one in scores if "confidence" in one.values]
    if len(points) >= 8:
        title = "Calibration: turns judged right, by the score that decides answering"
        charts.append((title, calibration(title, points)))
    return charts


def _passed(group: Mapping[str, Mapping[str, Estimate]]) -> list[tuple[str, Estimate]]:
    return [(name, metrics["passed"]) for name, metrics in group.items()]


def _occurs(outcome: Outcome, summary: Summary) -> bool:
    return any(summary.confusion[outcome].values()) or any(row[outcome] for row in summary.confusion.values())


def _row(one: TurnScore, cases: Sequence[Case], records: Mapping[tuple[str, int], AnswerRecord], run: RunFolder) -> Row:
    record = records.get((one.case, one.turn))
    answer = record.answer if record else None
    case = next(case for case in cases if case.id == one.case)
    history = _history(case, one.turn, records)
    quotes = (
        tuple(quote_in_context(citation, run.text(citation.digest)) for citation in answer.citations) if answer else ()
    )
    return Row(one, history, answer, record.seconds if record else 0.0, quotes)


def _history(case: Case, turn: int, records: Mapping[tuple[str, int], AnswerRecord]) -> tuple[Turn, ...]:
    """What was said before the judged turn: the case's words and the answers of this run."""
    said: list[Turn] = []
    asked = 0
    for index, message in enumerate(case.turns):
        if message.role == "user" and asked == turn:
            break
        said.append(Turn(message.role, message.text))
        if message.role == "user":
            record = records.get((case.id, asked))
            if record and record.answer and case.turns[index + 1].role == "user":
                said.append(Turn("assistant", record.answer.text))
            asked += 1
    return tuple(said)


def quote_in_context(citation: Citation, text: str | None) -> Quote:
    """A citation with what stands around it in the stored text, metadata left out."""
    if text is None:
        return Quote(citation, "", "")
    before = text[max(0, citation.start - AROUND) : citation.start]
    after = text[citation.end : citation.end + AROUND]
    if "-->" in before:  # a block of metadata is hidden from readers too
        return Quote(citation, before.rpartition("-->")[2], after.partition("<!--")[0] + " …")
    return Quote(citation, ("… " if citation.start > AROUND else "") + before, after.partition("<!--")[0] + " …")
