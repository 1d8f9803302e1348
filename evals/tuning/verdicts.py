"""Fit the reading that decides, with the recorded questions, whether an answer opens with yes or no.

python -m evals.tuning.verdicts [--home DIR] [--seed N] [--write] [--cases]

The reading is a logistic regression over assistant/compose/polarity.py, fitted on the questions that the guidance
records with yes or no, each against its own section. It prints how often the reading is right on sections that
it was not fitted on, and how often the whole rule is with a question itself left out of the record; with
--cases also what the program says to the questions of verdicts.yaml and to the cases that demand a verdict.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant import Assistant, AssistantSettings
from assistant.compose.polarity import features
from assistant.compose.verdict import decide, support_of
from assistant.types import StatementKind
from evals.generate import answer_case
from evals.loader import load_cases
from ingest.index import Index, IndexHandle
from ingest.settings import IngestSettings
from ingest.types import SectionQuestion, Verdict

WEIGHTS = Path("assistant/data/verdict_weights.yaml")
STRENGTH = 0.1
"""Inverse of the pull toward small weights (scikit-learn's C); from .03 to .3 the held-out accuracy is the same."""

LEAST_COUNT, LEAST_WEIGHT = 4, 0.02
FOLDS = 5
SHARES = (0.1, 0.2, 0.3, 0.5, 1.0)
OPENINGS = {"Yes.": "yes", "No.": "no", "It depends.": "depends"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A recorded question against its section, and the section's other questions with their similarities."""

    section: str
    question: str
    features: dict[str, float]
    yes: bool
    others: tuple[tuple[float, SectionQuestion], ...]


def samples(index: Index) -> Iterator[Sample]:
    """Every question that is recorded with yes or no."""
    seen: set[tuple[str, str]] = set()
    for row in index.catalog.chunks():
        key = row.chunk.document, row.chunk.section
        if not row.questions or key in seen:
            continue
        seen.add(key)
        section, text = index.section_of(row), index.text(row.chunk.document)
        units = [" ".join(text[unit.start : unit.end].split()) for unit in row.chunk.units]
        vectors = index.vectors_of(row)
        told, asked = vectors[1 : 1 + len(units)], vectors[1 + len(units) :]
        count = len(section.questions)
        for place, question in enumerate(section.questions):
            if question.verdict not in (Verdict.YES, Verdict.NO):
                continue
            similar = (asked @ asked[place]).tolist()
            read = features(question.ask, units, (told @ asked[place]).tolist(), similar[count:])
            others = [pair for i, pair in enumerate(zip(similar, section.questions, strict=False)) if i != place]
            recorded = tuple((s, q) for s, q in others if q.verdict is not None)
            yield Sample("#".join(key), question.ask, read, question.verdict is Verdict.YES, recorded)


def fit(known: list[Sample], seed: int) -> dict[str, float]:
    """The weight of each feature that stands in enough questions, and the bias."""
    vectorizer = DictVectorizer(dtype=np.float32)
    table = vectorizer.fit_transform([sample.features for sample in known])
    kept = np.asarray((table != 0).sum(axis=0)).ravel() >= LEAST_COUNT
    model = LogisticRegression(C=STRENGTH, max_iter=5000, random_state=seed)
    model.fit(table[:, kept], [sample.yes for sample in known])
    named = zip(vectorizer.get_feature_names_out()[kept], model.coef_[0], strict=True)
    fitted = {str(name): round(float(weight), 3) for name, weight in named if abs(weight) >= LEAST_WEIGHT}
    return {"bias": round(float(model.intercept_[0]), 3), **fitted}


def read(sample: Sample, fitted: dict[str, float]) -> float:
    """Log-odds of yes."""
    return fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in sample.features.items())


def held_out(known: list[Sample], seed: int) -> NDArray[np.float64]:
    """Log-odds of yes for each sample, from a fit on other sections."""
    found = np.zeros(len(known))
    folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(known, groups=[sample.section for sample in known]):
        fitted = fit([known[i] for i in train], seed)
        found[test] = [read(known[i], fitted) for i in test]
    return found


def report(known: list[Sample], reads: NDArray[np.float64], console: Console) -> None:
    """Print the reading's accuracy among its surest questions, and the rule's with the question left out."""
    right = (reads > 0) == np.array([sample.yes for sample in known])
    surest = right[np.argsort(-np.abs(reads))]
    listed = ", ".join(f"{share:.0%}: {surest[: int(share * len(surest))].mean():.3f}" for share in SHARES)
    console.print(f"reading, other sections ({len(known)} questions), right among the surest {listed}")
    said = [
        (decide(float(log_odds), support_of(sample.question, sample.others)), sample.yes)
        for sample, log_odds in zip(known, reads, strict=True)
        if sample.others
    ]
    told = [(verdict is Verdict.YES) == yes for verdict, yes in said if verdict]
    console.print(f"rule, the question left out of the record: {len(told)} said, {np.mean(told):.3f} of them right")


def tally(pairs: Iterable[tuple[str, str]]) -> str:
    """Right, wrong and silent among pairs of (expected, said), and what was said instead."""
    counts = Counter(pairs)
    right = sum(n for (expected, said), n in counts.items() if expected == said)
    silent = sum(n for (_, said), n in counts.items() if not said)
    wrong = {pair: n for pair, n in sorted(counts.items()) if pair[1] and pair[0] != pair[1]}
    listed = "".join(f"; {n} {said} for {expected}" for (expected, said), n in wrong.items())
    return f"{right} right, {sum(wrong.values())} wrong, {silent} silent of {counts.total()}{listed}"


def said_by(assistant: Assistant, question: str) -> str:
    """The verdict that an answer opens with, or nothing."""
    statements = assistant.ask(question).statements
    return OPENINGS.get(statements[0].text, "") if statements and statements[0].kind is StatementKind.VERDICT else ""


def asked(home: Path, console: Console) -> None:
    """Print what the program says to verdicts.yaml and to the cases."""
    assistant = Assistant.open(AssistantSettings(home=home))
    own: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    for expected, questions in own.items():
        console.print(f"verdicts.yaml, {expected}: {tally((expected, said_by(assistant, q)) for q in questions)}")
    for split in ("dev", "report"):
        pairs = []
        for case in load_cases():
            expect = case.turns[-1].expect
            if case.split != split or expect is None or expect.verdict is None or expect.verdict.value == "none":
                continue
            answer = answer_case(case, assistant)[-1].answer
            first = answer.statements[:1] if answer else ()
            opening = first[0].text if first and first[0].kind is StatementKind.VERDICT else ""
            pairs.append((expect.verdict.value, OPENINGS.get(opening, "")))
        console.print(f"cases, {split}: {tally(pairs)}")


def main() -> None:
    """Fit, print, and write the weights if asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.tuning.verdicts", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"), help="folder of the index")
    parser.add_argument("--seed", type=int, default=7, help="seed of the folds and the fit")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS}")
    parser.add_argument(
        "--cases", action="store_true", help="ask verdicts.yaml and the cases too, with the weights on disk"
    )
    options = parser.parse_args()
    console = Console()
    known = list(samples(IndexHandle(IngestSettings(home=options.home)).acquire()))
    report(known, held_out(known, options.seed), console)
    if options.write:
        head = "# Fitted by `python -m evals.tuning.verdicts --write` over assistant/compose/polarity.py.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(fit(known, options.seed), sort_keys=True, allow_unicode=True), "utf-8")
    if options.cases:
        asked(options.home, console)


if __name__ == "__main__":
    main()
