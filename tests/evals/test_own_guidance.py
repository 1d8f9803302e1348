"""An office's own guidance from end to end: ingest, draft, lint, evaluate, stage a change, judge it, switch to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from ui.cli import app

LEAVE = """\
# Leave of residents

## How many days of leave does a resident have?

A resident has 20 paid days of leave in each academic year.

## Who approves leave?

The program director approves leave, and the request has to be sent 30 days before it begins.

## Parking

Residents park free of charge in garage B.
"""
QUESTIONS = {
    "how many days of leave does a resident have": "days off for residents each year?",
    "who approves leave": "who has to approve the leave of a resident?",
    "parking": "is there a garage for us and what does parking cost",
}


class Office:
    """The command line in the office's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.guidance = folder / "our-guidance" / "leave.md"
        self.guidance.parent.mkdir()
        self.guidance.write_text(LEAVE, encoding="utf-8")

    def run(self, *arguments: str, fails: bool = False) -> str:
        result = CliRunner().invoke(app, list(arguments))
        assert (result.exit_code != 0) is fails, result.output
        return result.stdout if "--json" in arguments else result.output

    def evaluate(self, *arguments: str, fails: bool = False) -> str:
        own = ("--cases", "leave.yaml", "--home", "our-index", "--baseline-file", "our-baseline.json")
        return self.run("eval", *own, *arguments, fails=fails)

    def mend_draft(self) -> None:
        """Do what a person does with a draft: ask in a reader's words, and keep the first fact."""
        draft = yaml.safe_load(Path("leave.draft.yaml").read_text("utf-8"))
        for case in draft["cases"]:
            heading = case["question"].split(": ", 1)[1].lower().rstrip("?")
            case["question"] = QUESTIONS[heading]
        Path("leave.yaml").write_text(yaml.safe_dump(draft), encoding="utf-8")


@pytest.fixture
def office(tmp_path, monkeypatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(tmp_path)


def test_own_guidance_is_evaluated_and_a_change_is_judged_before_it_is_live(office):
    office.run("ingest", "our-guidance", "--home", "our-index")
    live = Path("our-index/CURRENT").read_text()
    office.run("eval", "draft", "our-guidance", "--out", "leave.draft.yaml")
    office.mend_draft()
    office.run("eval", "lint", "--cases", "leave.yaml", "--corpus", "our-guidance")
    assert "3 of 3 cases passed" in office.evaluate("--run", "first", "--write-baseline")

    office.guidance.write_text(LEAVE.replace("20 paid days", "15 paid days"), encoding="utf-8")
    staged = json.loads(office.run("ingest", "our-guidance", "--home", "our-index", "--stage", "--json"))["generation"]
    assert Path("our-index/CURRENT").read_text() == live
    lost = office.evaluate("--baseline", "--generation", staged, fails=True)
    assert "how-many-days-of-leave-does-a-resident-have-1 passed and fails now" in lost
    assert "The baseline holds." in office.evaluate("--baseline")

    Path("leave.yaml").write_text(Path("leave.yaml").read_text().replace("20 paid days", "15 paid days"))
    assert "The baseline holds." in office.evaluate("--baseline", "--generation", staged)
    office.run("index", "switch", staged, "--home", "our-index")
    assert Path("our-index/CURRENT").read_text().strip() == staged
    assert "The baseline holds." in office.evaluate("--baseline", "--run", "second")
    assert "Worse: 0" in office.run("eval", "compare", "first", "second", "--cases", "leave.yaml")
