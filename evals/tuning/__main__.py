"""Fit ranking and confidence on the tuning split and print what it gives on both splits.

python -m evals.tuning [--home DIR] [--write]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from rich.console import Console

from assistant.features import GUIDANCE, SEARCHED, TURN
from assistant.query import Query
from assistant.route import Example, Router, examples, route_by_rules
from assistant.types import Reason
from evals.cases import Case
from evals.loader import load_cases
from evals.tuning.bare import without_questions
from evals.tuning.fit import POSITIVE, decisions, fit_confidence, fit_ranking, success
from evals.tuning.samples import (
    ConfidenceSample,
    RankingSample,
    changes_of_topic,
    confidence_sample,
    covered,
    each_case,
    has_answer,
    plain_query,
    ranking_sample,
    talk_turns,
    uncovered,
)
from ingest.embedder import Embedder
from ingest.index import Index, IndexHandle
from ingest.settings import IngestSettings

WEIGHTS = Path("assistant/data/weights.yaml")
CHANGE_SHARE = 0.3
"""What a change of topic counts for against a real later turn; from .1 to 1 one gains what the other loses."""

COVERED_SHARE = 0.2
"""The same for a question of covered.yaml against one of the tuning split."""

KNOWN_SHARE = 5.0
"""What a case of the tuning split counts for in the decision to answer, against a question written for fitting."""

FOLDS, SEED = 5, 7

BY_RULES = (Reason.EMERGENCY, Reason.HOSTILE, Reason.SMALL_TALK)
"""Routes that mostly patterns decide, or a few words that say nothing about guidance."""

THRESHOLDS = (0.2, 0.25, 0.32, 0.4, 0.5)


def main() -> None:
    """Collect samples, fit, print the table, and write the weights if asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.tuning", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"), help="folder of the index")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS}")
    options = parser.parse_args()
    handle = IndexHandle(IngestSettings(home=options.home))
    index, model = handle.acquire(), Embedder()
    cases = load_cases()
    splits = {split: _of(cases, split) for split in ("dev", "report")}
    asked = {split: list(each_case(listed, index)) for split, listed in splits.items()}
    first = {
        split: _ranking([(c, q) for c, q in pairs if not q.in_talk], index, model) for split, pairs in asked.items()
    }
    later = {split: _ranking([(c, q) for c, q in pairs if q.in_talk], index, model) for split, pairs in asked.items()}
    changed = {split: _ranking(changes_of_topic(listed, index), index, model) for split, listed in splits.items()}
    more = _covered_ranking(index, model)
    weights = _fit_with(first["dev"], more, COVERED_SHARE)
    turn_weights = _fit_with(later["dev"], changed["dev"], CHANGE_SHARE, (*GUIDANCE, *TURN))
    console = Console()
    for name, found, fitted in (
        ("first turns", first, weights),
        ("later turns", later, turn_weights),
        ("changes of topic", changed, turn_weights),
    ):
        for split, samples in found.items():
            table = ", ".join(f"Success@{k} {success(samples, fitted, k):.3f}" for k in (1, 3, 5))
            console.print(f"ranking, {name}, {split} ({len(samples)} questions): {table}")
    bare = without_questions(index)  # so that the decision knows documents without section questions
    confident = {split: _confidence(_of(cases, split), index, model) for split in ("dev", "report")}
    confident |= {f"{split}, bare": _confidence(_of(cases, split), bare, model) for split in ("dev", "report")}
    fitted = _fit_decision(confident["dev"], _others(index, model))
    fitted_plain = _fit_decision(confident["dev, bare"], _others(bare, model))
    for threshold in THRESHOLDS:
        for split, listed in confident.items():
            refused, accepted = decisions(listed, fitted_plain if "bare" in split else fitted, threshold)
            console.print(f"confidence {threshold}, {split}: {refused:.3f} refused, {accepted:.3f} wrongly answered")
    if options.write:
        fits = {
            "ranking": weights,
            "ranking_turn": turn_weights,
            "confidence": fitted,
            "confidence_plain": fitted_plain,
        }
        data = {**yaml.safe_load(WEIGHTS.read_text("utf-8")), **fits}
        head = "# Fitted by `python -m evals.tuning --write` and `python -m evals.tuning.plain`; see docs/results.md.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(data, sort_keys=False), "utf-8")


def _of(cases: Sequence[Case], split: str) -> list[Case]:
    return [case for case in cases if case.split == split]


def _fit_with(
    own: Sequence[RankingSample], more: Sequence[RankingSample], share: float, names: Sequence[str] = GUIDANCE
) -> dict[str, float]:
    """Weights for the tuning split's questions and others like them, which are many and count less."""
    shares = np.array([1.0] * len(own) + [share] * len(more))
    positive = (*POSITIVE, *TURN[: len(SEARCHED)])
    return fit_ranking([*own, *more], shares=list(shares / shares.sum()), names=names, positive=positive)


def _fit_decision(known: Sequence[ConfidenceSample], others: Sequence[ConfidenceSample]) -> dict[str, float]:
    """Coefficients fitted to the tuning split's cases and to the questions written for fitting."""
    return fit_confidence([*known, *others], [KNOWN_SHARE] * len(known) + [1.0] * len(others))


def _covered_ranking(index: Index, model: Embedder) -> list[RankingSample]:
    found = (ranking_sample(plain_query(question, index), [section], index, model) for question, section in covered())
    return [sample for sample in found if sample]


def _ranking(asked: Iterable[tuple[Case, Query]], index: Index, model: Embedder) -> list[RankingSample]:
    samples = []
    for case, query in asked:
        expect = case.turns[-1].expect
        if expect and expect.sections and (sample := ranking_sample(query, expect.sections, index, model)):
            samples.append(sample)
    return samples


def _confidence(cases: Sequence[Case], index: Index, model: Embedder) -> list[ConfidenceSample]:
    router = Router(model, index)
    samples = []
    for case, query in each_case(cases, index):
        answerable = has_answer(case)
        if answerable is None or route_by_rules(query.standalone):
            continue
        if sample := confidence_sample(query, answerable, index, model, router):
            samples.append(sample)
    return samples


def _others(index: Index, model: Embedder) -> list[ConfidenceSample]:
    """The questions of uncovered.yaml and covered.yaml, turns of long conversations, and the routes' examples."""
    router = Router(model, index)
    asked = [(question, False) for question in uncovered()] + [(question, True) for question, _ in covered()]
    plain = [(plain_query(question, index), answerable) for question, answerable in asked]
    found = _asked([*plain, *((query, True) for query in talk_turns(index))], index, model, router)
    for router, left_out in _routers_without(index, model):
        listed = [(plain_query(example.text, index), False) for example in left_out]
        found += _asked(listed, index, model, router)
    return found


def _asked(
    asked: Iterable[tuple[Query, bool]], index: Index, model: Embedder, router: Router
) -> list[ConfidenceSample]:
    found = (
        confidence_sample(query, answerable, index, model, router)
        for query, answerable in asked
        if not route_by_rules(query.standalone)
    )
    return [sample for sample in found if sample]


def _routers_without(index: Index, model: Embedder) -> Iterator[tuple[Router, list[Example]]]:
    """Routers that each do not know a fifth of the examples, with those examples that rules do not decide alone."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(examples()))
    for number in range(FOLDS):
        known = [example for example, its in zip(examples(), fold, strict=True) if its != number]
        left_out = [example for example, its in zip(examples(), fold, strict=True) if its == number]
        yield Router(model, index, known=known), [e for e in left_out if e.reason not in BY_RULES]


if __name__ == "__main__":
    main()
