"""Fit the ranking of documents without section questions on public data.

python -m evals.tuning.plain --data PATH [--data PATH ...] [--work DIR] [--most N] [--write]

Only the `dev` halves are read (evals/benchmarks/data.py): no document, dialogue or question of what is reported.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console
from rich.progress import track

from assistant.features import GUIDANCE, NAMES, TALK, standardize
from assistant.retrieve import retrieve
from assistant.search import prepare
from evals.benchmarks.data import Dataset, Question, load
from evals.benchmarks.retrieval import Judge
from evals.benchmarks.systems import OurIndex
from evals.tuning.fit import fit_ranking, success
from evals.tuning.samples import RankingSample

WEIGHTS = Path("assistant/data/weights.yaml")
NEEDS_QUESTIONS = ("ask", "ask_context", "asks", "asks_context", "names")
FITTED = tuple(name for name in (*GUIDANCE, *TALK) if name not in NEEDS_QUESTIONS)
"""Without section questions `ask` repeats `chunk`; the names are those of the guidance's own field."""


def main() -> None:
    """Collect samples, fit, print what the weights give on them, and write them if asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.tuning.plain", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", required=True, help="folder of a data set; repeatable")
    parser.add_argument("--work", type=Path, default=Path("runs/bench"), help="folder of the indexes")
    parser.add_argument("--most", type=int, default=600, help="most questions of each set")
    parser.add_argument("--seed", type=int, default=7, help="seed of the fit")
    parser.add_argument("--write", action="store_true", help=f"write `ranking_plain` of {WEIGHTS}")
    options = parser.parse_args()
    console = Console()
    found = {}
    for folder in options.data:
        dataset = load(folder).half("dev").sample(options.most)
        found[dataset.name] = list(_samples(dataset, options.work))
    samples = [sample for listed in found.values() for sample in listed]
    weights = fit_ranking(samples, 0.01, seed=options.seed, shares=_shares(found), names=FITTED, positive=FITTED)
    for name, listed in found.items():
        table = ", ".join(f"Success@{k} {success(listed, weights, k):.3f}" for k in (1, 5))
        console.print(f"{name}, dev ({len(listed)} questions with a right passage among the candidates): {table}")
    console.print(weights)
    if options.write:
        kept = yaml.safe_load(WEIGHTS.read_text("utf-8")) | {"ranking_plain": weights}
        head = "# Fitted by `python -m evals.tuning --write` and `python -m evals.tuning.plain`; see docs/results.md.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(kept, sort_keys=False), "utf-8")


def _shares(found: dict[str, list[RankingSample]]) -> list[float]:
    """Each set counts the same, so that conversations that stay on one page do not decide for those that wander."""
    return [1 / len(listed) / len(found) for listed in found.values() for _ in listed]


def _samples(dataset: Dataset, work: Path) -> Iterator[RankingSample]:
    ours = OurIndex.build(dataset.texts, work / dataset.name.lower())
    judge = Judge(dataset, ours.chunks)
    for question in track(dataset.questions, description=dataset.name):
        forms = [question]
        if question.rewrite and question.history:
            forms.append(replace(question, text=question.rewrite, history=()))
        yield from filter(None, (_sample(form, ours, judge) for form in forms))


def _sample(question: Question, ours: OurIndex, judge: Judge) -> RankingSample | None:
    """The sample of a question with one part; None when nothing right is among the candidates."""
    parts = prepare(question.text, question.history, (), ours.index)
    if len(parts) > 1:
        return None
    passages = retrieve(parts[0], ours.index, ours.model)
    right = set(judge.relevant(question))
    items = [judge.items(question, [ours.number[p.row.chunk.id]])[0] for p in passages]
    hits = np.array([item in right for item in items], dtype=np.bool_)
    if not hits.any():
        return None
    table = standardize(np.array([[p.features[name] for name in NAMES] for p in passages], dtype=np.float32))
    return RankingSample(question.text, table, hits)


if __name__ == "__main__":
    main()
