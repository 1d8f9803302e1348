"""`credence feedback list|export` over a store with one silent and one agreeing reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.ui.fakes import FakeAssistant
from ui.commands.feedback import app
from ui.feedback import FeedbackStore, NewFeedback
from ui.settings import UiSettings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = FeedbackStore(UiSettings(home=tmp_path).feedback_path)
    answer = FakeAssistant().ask("What does Ohio ask for?").to_dict()
    for consent, helpful in ((False, False), (True, True)):
        data = {"helpful": helpful, "consent": consent, "answer": answer, "question": "What does Ohio ask for?"}
        store.add(NewFeedback.model_validate({**data, "reason": None if helpful else "wrong", "comment": "Hm."}))
    return tmp_path


def run(*arguments: str) -> tuple[str, str]:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_list(home: Path) -> None:
    first, second = run("list", "--home", str(home))[0].splitlines()
    assert "not helpful (wrong)  answered: state-licenses#ohio  Hm." in first
    assert "helpful  answered: state-licenses#ohio  What does Ohio ask for? · Hm." in second
    rows = [json.loads(line) for line in run("list", "--home", str(home), "--json")[0].splitlines()]
    assert [row["question"] for row in rows] == [None, "What does Ohio ask for?"]


def test_export_holds_only_questions_that_may_be_kept(home: Path, tmp_path: Path) -> None:
    out, err = run("export", "--home", str(home))
    (case,) = map(json.loads, out.splitlines())
    assert case["question"] == "What does Ohio ask for?"
    assert case["feedback"]["receipt"]["citations"][0]["section"] == "ohio"
    assert err.startswith("1 left out")
    file = tmp_path / "cases.jsonl"
    run("export", "--home", str(home), "--out", str(file), "--unhelpful")
    assert file.read_text() == ""


def test_exported_feedback_becomes_a_draft_case(home: Path, tmp_path: Path) -> None:
    from evals.draft import draft_from_feedback

    file = tmp_path / "cases.jsonl"
    run("export", "--home", str(home), "--out", str(file))
    (case,) = draft_from_feedback(file)["cases"]
    assert case["question"] == "What does Ohio ask for?"


def test_no_feedback_yet(tmp_path: Path) -> None:
    assert run("list", "--home", str(tmp_path)) == ("", "")
    assert not (tmp_path / "feedback.sqlite3").exists()
