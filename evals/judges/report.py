"""Judges a run: opinions to a file beside the scores, and a table of what was said and how far it agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from evals.generate import Notify
from evals.judges.items import Item, Opinion, agreement, items_of
from evals.runs import RunFolder

Judged = list[tuple[Item, Opinion]]
FILE = "judged.jsonl"


def judge_run(run: RunFolder, judge: Callable[[Item], Opinion], most: int, notify: Notify | None = None) -> Judged:
    """Ask `judge` about at most `most` answers of `run` and their changed twins, and write what it said to `FILE`."""
    items = items_of(run.answers(), most)
    judged: Judged = []
    for number, item in enumerate(items, 1):
        judged.append((item, judge(item)))
        if notify:
            notify(number, len(items))
    run.write_lines(FILE, ({**asdict(item), **asdict(opinion)} for item, opinion in judged))
    return judged


def judged_table(judged: Judged) -> str:
    """A Markdown table: what the judge says of given and of changed answers, and its agreement with our check."""
    given = [opinion for item, opinion in judged if not item.changed]
    twins = [opinion for item, opinion in judged if item.changed]
    both = agreement(judged)
    kappa = "-" if both.kappa is None else f"{both.kappa:.2f}"
    rows = [
        ("Answers judged, and with one thing changed", f"{len(given)}, {len(twins)}"),
        ("The judge failed on", str(sum(bool(opinion.fault) for _, opinion in judged))),
        ("Faithfulness as given (mean share of claims carried)", _mean([o.faithfulness for o in given])),
        ("Answer relevance as given (mean share of sentences to the point)", _mean([o.relevance for o in given])),
        ("Faithfulness with one thing changed", _mean([o.faithfulness for o in twins])),
        ("Both find support, only our check, only the judge, neither",
         f"{both.both_yes}, {both.only_ours}, {both.only_judge}, {both.both_no}"),
        ("Agreement, Cohen's kappa", f"{_percent(both.share)}, {kappa}"),
    ]  # fmt: skip
    return "\n".join(["| Judge | |", "| --- | ---: |", *(f"| {label} | {value} |" for label, value in rows)])


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return _percent(sum(known) / len(known) if known else None)


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"
