"""Every shipped case as a test: `pytest tests/evals/test_known_answers.py -k o1`.

The corpus is indexed and all cases are asked once; each test then reads its case's scores. A case that
evals/baseline.json accepts as failing is an expected failure, with the reason recorded there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from evals.baseline import BASELINE, check_baseline, read_baseline
from evals.cases import Case
from evals.faults import FAULTS
from evals.loader import load_cases
from evals.mutation import try_faults
from evals.opening import opened
from evals.runner import evaluate
from evals.runs import RunFolder
from evals.score import TurnScore
from evals.summary import summarize
from ingest.corpus import corpus_folder
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

CASES = load_cases()
ACCEPTED = read_baseline().failing if BASELINE.is_file() else {}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a parallel run share."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    (shared / "known-answers").mkdir(exist_ok=True)
    return shared / "known-answers"


@pytest.fixture(scope="session")
def home(folder: Path) -> Path:
    """The index of the shipped corpus, built by the first worker that needs it."""
    with FileLock(folder / "lock"):
        ingest([corpus_folder()], IngestSettings(home=folder / "home"))
    return folder / "home"


@pytest.fixture(scope="session")
def scores(folder: Path, home: Path, request: pytest.FixtureRequest) -> dict[str, list[TurnScore]]:
    """The judged turns of every case that this run selects, by case id; the first worker asks, the others read."""
    wanted = {item.callspec.params["case"].id for item in request.session.items if _is_case_test(item)}
    cases = [case for case in CASES if case.id in wanted]
    with FileLock(folder / "lock"), opened(home=home) as assistant:
        result = evaluate(cases, assistant, RunFolder.create(folder / "run"))
    found: dict[str, list[TurnScore]] = {}
    for one in result.scores:
        found.setdefault(one.case, []).append(one)
    return found


def _is_case_test(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and item.function is test_known_answer


@pytest.mark.parametrize("name", ["second-best-first", "everything-off-topic", "numbers-changed-unverified"])
def test_a_sample_of_the_seeded_faults_is_caught(name: str, home: Path, tmp_path: Path):
    faults = [fault for fault in FAULTS if fault.name == name]
    with opened(home=home) as assistant:
        trials = try_faults(CASES[:: max(1, len(CASES) // 12)], faults, assistant, tmp_path)
    assert [(trial.fault, trial.caught) for trial in trials] == [("no-fault", True), (name, True)]


def test_no_score_falls_below_the_baseline(scores: dict[str, list[TurnScore]]):
    if len(scores) < len(CASES):
        pytest.skip("scores are compared when all cases are asked")
    gate = check_baseline(summarize([one for turns in scores.values() for one in turns]), read_baseline())
    assert not gate.losses


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_known_answer(case: Case, scores: dict[str, list[TurnScore]]):
    turns = scores[case.id]
    lost = [f"{check.name}: {check.reason}" for turn in turns for check in turn.failures]
    if lost and case.id in ACCEPTED:
        pytest.xfail(ACCEPTED[case.id])
    assert not lost, f"{turns[-1].question}\n" + "\n".join(lost)
