"""One evaluation from top to bottom: load cases, ask, score, add up, write the run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import Case
from evals.generate import Answerer, Notify, generate
from evals.report import write_report
from evals.runs import RunFolder
from evals.score import TurnScore, score
from evals.summary import Summary, summarize
from evals.tables import summary_markdown


@dataclass(frozen=True, slots=True)
class Result:
    """A scored run."""

    run: RunFolder
    scores: tuple[TurnScore, ...]
    summary: Summary


def evaluate(
    cases: Sequence[Case], answerer: Answerer, run: RunFolder, engine: str = "extractive", notify: Notify | None = None
) -> Result:
    """Ask `cases` of `answerer` and judge the answers; everything is written to the run's folder."""
    generate(cases, answerer, run, engine, notify)
    return judge(cases, run)


def judge(cases: Sequence[Case], run: RunFolder) -> Result:
    """Score the answers that a run holds and write scores, summary and report."""
    scores = score(cases, run.answers(), run.text)
    summary = summarize(scores)
    run.write_lines("scores.jsonl", (one.to_dict() for one in scores))
    (run.root / "summary.json").write_text(json.dumps(summary.to_dict(), indent=1), encoding="utf-8")
    (run.root / "summary.md").write_text(summary_markdown(summary, run.root.name), encoding="utf-8")
    write_report(run.root / "report.html", run, cases, scores, summary)
    return Result(run, tuple(scores), summary)


def export(result: Result, json_path: Path | None, html_path: Path | None) -> None:
    """Write the scores as one JSON object and copy the report, where asked for."""
    if json_path:
        data = {**result.summary.to_dict(), "turns": [one.to_dict() for one in result.scores]}
        json_path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    if html_path:
        shutil.copyfile(result.run.root / "report.html", html_path)
