"""Does the evaluation notice? Seeded faults in every stage and in the corpus, each of which the gate must catch.

A fault is put in place, all cases are asked, and the run is held against a run of the same program and index without
it: the fault is caught when the baseline gate would fail. The committed baseline plays no part, so that the verdict is
about the gate and not about cases that fail anyway. A second run without any fault is the control, which must hold.
`credence eval mutate` and `make soak` run them; docs/evals.md has the result.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from evals.baseline import BaselineModel, check_baseline, model_of
from evals.cases import Case
from evals.faults import CORPUS_FAULTS, FAULTS, CorpusFault, Fault
from evals.generate import Answerer, Notify
from evals.runner import evaluate
from evals.runs import RunFolder
from evals.summary import Summary
from ingest.errors import InputError

Open = Callable[[Path], AbstractContextManager[Answerer]]
NOTHING = "nothing"
CONTROL = Fault("no-fault", NOTHING, {})


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether a fault was caught, and by what: the cases that it lost and the scores that fell."""

    fault: str
    breaks: str
    losses: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether the gate said what it should: it fails for a fault and holds for the control."""
        return bool(self.losses) != (self.breaks == NOTHING)


def try_faults(
    cases: Sequence[Case], faults: Sequence[Fault], answerer: Answerer, folder: Path, notify: Notify | None = None
) -> list[Trial]:
    """Try faults of the program on an open assistant, the control first; a run without a fault is the baseline."""
    baseline = model_of(evaluate(cases, answerer, RunFolder.create(folder / "sound")).summary)
    trials = []
    for number, fault in enumerate([CONTROL, *faults]):
        with fault.injected():
            summary = evaluate(cases, answerer, RunFolder.create(folder / fault.name)).summary
        trials.append(_trial(fault.name, fault.breaks, summary, baseline))
        if notify:
            notify(number, len(faults))
    return trials


def try_corpus_faults(
    cases: Sequence[Case],
    faults: Sequence[CorpusFault],
    corpus: Path,
    folder: Path,
    open_on: Open,
    notify: Notify | None = None,
) -> list[Trial]:
    """Try wrong facts: each in a copy of the corpus, ingested into one home, so that only its document is embedded."""
    sound = _evaluate_corpus(cases, corpus, None, folder, open_on)
    baseline = model_of(sound)
    trials = []
    for number, fault in enumerate(faults, 1):
        summary = _evaluate_corpus(cases, corpus, fault, folder, open_on)
        trials.append(_trial(fault.name, "corpus", summary, baseline))
        if notify:
            notify(number, len(faults))
    return trials


def _evaluate_corpus(
    cases: Sequence[Case], corpus: Path, fault: CorpusFault | None, folder: Path, open_on: Open
) -> Summary:
    """Ingest a copy of the corpus, with the fault if there is one, and ask all cases of it."""
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    copied = folder / "corpus"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(corpus, copied)
    if fault:
        fault.apply(copied)
    ingest([copied], IngestSettings(home=folder / "home"))
    name = fault.name if fault else "sound-corpus"
    with open_on(folder / "home") as answerer:
        return evaluate(cases, answerer, RunFolder.create(folder / name)).summary


def _trial(fault: str, breaks: str, summary: Summary, baseline: BaselineModel) -> Trial:
    return Trial(fault, breaks, check_baseline(summary, baseline).losses)


def run_all(
    cases: Sequence[Case], only: Sequence[str], home: Path | None, folder: Path, notify: Notify | None = None
) -> list[Trial]:
    """Try all faults, or those named, on the index in `home` and on copies of the shipped corpus.

    Raises:
        InputError: a name is unknown.
    """
    from evals.opening import opened
    from ingest.corpus import corpus_folder

    known = [fault.name for fault in FAULTS] + [fault.name for fault in CORPUS_FAULTS]
    if unknown := set(only) - set(known):
        raise InputError(f"There is no fault {sorted(unknown)[0]}.", f"There are {', '.join(known)}.")
    shutil.rmtree(folder, ignore_errors=True)
    faults = [fault for fault in FAULTS if not only or fault.name in only]
    wrong_facts = [fault for fault in CORPUS_FAULTS if not only or fault.name in only]
    trials: list[Trial] = []
    if faults:
        with opened(home) as assistant:
            trials += try_faults(cases, faults, assistant, folder, notify)
    if wrong_facts:
        _seed(home, folder / "home")
        trials += try_corpus_faults(cases, wrong_facts, corpus_folder(), folder, opened, notify)
    return trials


def _seed(home: Path | None, copied: Path) -> None:
    """Start the copies of the corpus from the index that exists, so that only changed documents are embedded."""
    from ingest.settings import IngestSettings

    existing = home or IngestSettings().home
    if (existing / "CURRENT").is_file():
        shutil.copytree(existing, copied)


def trials_table(trials: Sequence[Trial]) -> str:
    """A Markdown table of faults, whether they were caught, how many cases they lost and the score that fell first."""
    lines = ["| Fault | Breaks | Gate | As it should | Cases lost | First score that fell |"]
    lines.append("| --- | --- | --- | --- | ---: | --- |")
    for trial in trials:
        fell = [loss for loss in trial.losses if " fell from " in loss]
        gate, right = ("fails" if trial.losses else "holds"), ("yes" if trial.caught else "NO")
        lost, first = len(trial.losses) - len(fell), fell[0] if fell else "-"
        lines.append(f"| {trial.fault} | {trial.breaks} | {gate} | {right} | {lost} | {first} |")
    return "\n".join(lines)
