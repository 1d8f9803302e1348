"""Seeded faults: each fits the code and the corpus, and the gate tells a broken run from a sound one.

The whole set runs in `make soak`; here every fault is put in place and a small one is tried to the end.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from evals.faults import CORPUS_FAULTS, FAULTS, Fault
from evals.mutation import NOTHING, Trial, run_all, trials_table, try_faults
from ingest.corpus import corpus_folder
from ingest.errors import InputError
from tests.evals.conftest import ScriptedAssistant, answer, case

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."


def resolve(path: str):
    """What stands at a dotted path now."""
    parts = path.split(".")
    for split in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:split]))
        except ImportError:
            continue
        for name in parts[split:]:
            found = getattr(found, name)
        return found
    raise AssertionError(path)


def test_there_are_at_least_twelve_in_every_stage():
    assert len(FAULTS) + len(CORPUS_FAULTS) >= 12
    assert {fault.breaks for fault in FAULTS} >= {"retrieval", "ranking", "condensing", "routing", "verification"}
    names = [fault.name for fault in FAULTS] + [fault.name for fault in CORPUS_FAULTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_replaces_what_it_names_and_puts_it_back(fault: Fault):
    before = {path: resolve(path) for path in fault.replacements}
    with fault.injected():
        assert all(resolve(path) is not before[path] for path in before)
    assert all(resolve(path) is before[path] for path in before)


@pytest.mark.parametrize("fault", CORPUS_FAULTS, ids=lambda fault: fault.name)
def test_a_wrong_fact_replaces_words_that_the_corpus_has(fault, tmp_path: Path):
    target = tmp_path / fault.document
    target.parent.mkdir(parents=True)
    target.write_bytes((corpus_folder() / fault.document).read_bytes())
    fault.apply(tmp_path)
    assert fault.new in target.read_text("utf-8")
    with pytest.raises(InputError, match="Follow the corpus"):
        replace(fault, old="words that nobody wrote").apply(tmp_path)


def test_a_fault_without_its_target_is_named():
    gone = Fault("gone", "x", {"assistant.types.nothing_here": lambda original: original})
    with pytest.raises(InputError, match="The fault gone finds no"), gone.injected():
        pass


def test_a_change_for_the_worse_is_caught_and_a_harmless_one_is_not(tmp_path):
    assistant = ScriptedAssistant({"How long?": answer(J1)})

    class Swapped(ScriptedAssistant):
        def ask(self, *args, **named):
            super().ask(*args, **named)
            return resolve("tests.evals.test_mutation.REPLY")

    cases = [case("a", facts=(("J-1 seven years",),))]
    faults = [
        Fault("worse", "reply", {"tests.evals.test_mutation.REPLY": lambda original: answer(H1B)}),
        Fault("harmless", "reply", {"tests.evals.test_mutation.REPLY": lambda original: replace(original)}),
    ]
    control, worse, harmless = try_faults(cases, faults, Swapped(assistant.replies), tmp_path)
    assert (control.breaks, control.losses, control.caught) == (NOTHING, (), True)
    assert worse.caught
    assert worse.losses[0] == "a passed and fails now"
    assert not harmless.caught
    assert trials_table([control, worse, harmless]).splitlines()[2:] == [
        "| no-fault | nothing | holds | yes | 0 | - |",
        "| worse | reply | fails | yes | 1 | Cases passed fell from 100.0% to 0.0%, 1 more |",
        "| harmless | reply | holds | NO | 0 | - |",
    ]


def test_a_gate_that_fails_without_a_fault_is_wrong():
    assert not Trial("no-fault", NOTHING, ("a passed and fails now",)).caught


def test_an_interrupted_run_leaves_the_table_so_far(tmp_path, monkeypatch):
    def tried(*args):
        yield Trial("worse", "reply", ("a passed and fails now",))
        raise KeyboardInterrupt

    monkeypatch.setattr("evals.mutation._tried", tried)
    with pytest.raises(KeyboardInterrupt):
        run_all([], [], None, tmp_path / "work")
    table = (tmp_path / "work" / "trials.md").read_text("utf-8")
    assert table.splitlines()[2:] == ["| worse | reply | fails | yes | 1 | - |"]


def test_an_unknown_fault_is_a_mistake(tmp_path):
    with pytest.raises(InputError, match="There is no fault nonsense"):
        run_all([], ["nonsense"], None, tmp_path / "work")
    assert not Trial("x", "y", ()).caught


REPLY = answer(J1)
