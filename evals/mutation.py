"""Does the evaluation notice? Seeded faults in every stage and in the corpus, each of which the gate must catch.

A fault is put in place, all cases are asked, and the run is held against a run of the same program and index without
it: the fault is caught when the baseline gate would fail. The committed baseline plays no part, so that the verdict is
about the gate and not about cases that fail anyway. A second run without any fault is the control, which must hold.
`credence eval mutate` and `make soak` run them; docs/evals.md has the result.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

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
QUESTIONS_KEPT = 20_000
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


def try_faults(cases: Sequence[Case], faults: Sequence[Fault], answerer: Answerer, folder: Path) -> Iterator[Trial]:
    """Try faults of the program on an open assistant, the control first; a run without a fault is the baseline."""
    baseline = model_of(evaluate(cases, answerer, RunFolder.create(folder / "sound")).summary)
    for fault in (CONTROL, *faults):
        with fault.injected():
            summary = evaluate(cases, answerer, RunFolder.create(folder / fault.name)).summary
        yield _trial(fault.name, fault.breaks, summary, baseline)


def try_corpus_faults(
    cases: Sequence[Case], faults: Sequence[CorpusFault], corpus: Path, folder: Path, open_on: Open
) -> Iterator[Trial]:
    """Try wrong facts: each in a copy of the corpus, ingested into one home, so that only its document is embedded.

    The assistant stays open and follows each switch, as a running page does.
    """
    _ingest_copy(corpus, None, folder)
    with open_on(folder / "home") as answerer:
        baseline = model_of(evaluate(cases, answerer, RunFolder.create(folder / "sound-corpus")).summary)
        for fault in faults:
            _ingest_copy(corpus, fault, folder)
            summary = evaluate(cases, answerer, RunFolder.create(folder / fault.name)).summary
            yield _trial(fault.name, "corpus", summary, baseline)


def _ingest_copy(corpus: Path, fault: CorpusFault | None, folder: Path) -> None:
    """Ingest a copy of the corpus, with the fault if there is one."""
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    copied = folder / "corpus"
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(corpus, copied)
    if fault:
        fault.apply(copied)
    ingest([copied], IngestSettings(home=folder / "home"))


def _trial(fault: str, breaks: str, summary: Summary, baseline: BaselineModel) -> Trial:
    return Trial(fault, breaks, check_baseline(summary, baseline).losses)


def run_all(
    cases: Sequence[Case], only: Sequence[str], home: Path | None, folder: Path, notify: Notify | None = None
) -> list[Trial]:
    """Try all faults, or those named, on the index in `home` and on copies of the shipped corpus.

    The table so far is in `folder`/trials.md after each fault, so that an interrupted run still tells something.

    Raises:
        InputError: a name is unknown.
    """
    known = [fault.name for fault in FAULTS] + [fault.name for fault in CORPUS_FAULTS]
    if unknown := set(only) - set(known):
        raise InputError(f"There is no fault {sorted(unknown)[0]}.", f"There are {', '.join(known)}.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    faults = [fault for fault in FAULTS if not only or fault.name in only]
    wrong_facts = [fault for fault in CORPUS_FAULTS if not only or fault.name in only]
    trials: list[Trial] = []
    # Every fault is asked the same questions: their vectors are kept, which saves a third of the time.
    with patch("ingest.embedder.REMEMBERED", QUESTIONS_KEPT):
        for trial in _tried(cases, faults, wrong_facts, home, folder):
            trials.append(trial)
            (folder / "trials.md").write_text(trials_table(trials) + "\n", encoding="utf-8")
            if notify:
                notify(len(trials), len(wrong_facts) + (len(faults) + 1 if faults else 0))
    return trials


def _tried(
    cases: Sequence[Case], faults: Sequence[Fault], facts: Sequence[CorpusFault], home: Path | None, folder: Path
) -> Iterator[Trial]:
    from evals.opening import opened
    from ingest.corpus import corpus_folder

    if faults:
        with opened(home) as assistant:
            yield from try_faults(cases, faults, assistant, folder)
    if facts:
        _seed(home, folder / "home")
        yield from try_corpus_faults(cases, facts, corpus_folder(), folder, opened)


def _seed(home: Path | None, copied: Path) -> None:
    """Start the copies of the corpus from the index that exists, so that only changed documents are embedded."""
    from ingest.settings import IngestSettings

    existing = home or IngestSettings().home
    if (existing / "CURRENT").is_file():
        shutil.copytree(existing, copied)


def trials_table(trials: Sequence[Trial]) -> str:
    """A Markdown table of faults: whether the gate did as it should, how many cases were lost, which scores fell."""
    lines = ["| Fault | Breaks | Gate | As it should | Cases lost | Scores that fell |"]
    lines.append("| --- | --- | --- | --- | ---: | --- |")
    for trial in trials:
        fell = [loss for loss in trial.losses if " fell from " in loss]
        gate, right = ("fails" if trial.losses else "holds"), ("yes" if trial.caught else "NO")
        more = f", {len(fell) - 1} more" if len(fell) > 1 else ""
        first = fell[0] + more if fell else "-"
        lost = len(trial.losses) - len(fell)
        lines.append(f"| {trial.fault} | {trial.breaks} | {gate} | {right} | {lost} | {first} |")
    return "\n".join(lines)
