"""`credence eval` over a scripted assistant."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import evals.opening
from evals.cli import app
from evals.judges.items import Opinion
from evals.opening import home_of, last_review
from ingest.errors import InputError
from tests.evals.conftest import ScriptedAssistant, answer

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."
CASES = """\
topic: visas
split: dev
cases:
  - {id: j1, tags: [length], question: "J-1?", expect: {facts: [J-1 seven years]}}
  - {id: h1b, question: "H-1B?", expect: {facts: [H-1B six years]}}
"""


@pytest.fixture
def cli(tmp_path, monkeypatch, write_cases):
    """Run a command in an empty folder; `cli.replies` is what the assistant answers."""
    monkeypatch.chdir(tmp_path)
    path = write_cases(CASES)
    monkeypatch.setattr("evals.loader.CASES", path)

    @contextmanager
    def opened(home=None, generation=None, engine=None, today=None):
        assistant = ScriptedAssistant(run.replies)
        if today:
            assistant.today = lambda: today
        yield assistant

    monkeypatch.setattr(evals.opening, "opened", opened)

    def run(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    run.replies = {"J-1?": answer(J1), "H-1B?": answer(H1B)}
    return run


def test_all_cases_run_and_are_reported(cli, tmp_path):
    result = cli("--run", "one", "--json", tmp_path / "o.json", "--html", tmp_path / "o.html")
    assert result.exit_code == 0, result.output
    assert "2 of 2 cases passed" in result.output
    assert json.loads((tmp_path / "o.json").read_text())["passed"] == 2
    assert (tmp_path / "o.html").is_file()
    assert (tmp_path / "runs" / "one" / "answers.jsonl").is_file()


def test_a_failing_case_shows_its_reason(cli):
    cli.replies["J-1?"] = answer(H1B)
    result = cli("run")
    assert "fact: does not say: J-1 seven years" in result.output
    assert "1 of 2 cases passed" in result.output


@pytest.mark.parametrize(("option", "value"), [("--tag", "length"), ("--id", "j*")])
def test_a_selection_runs_alone(cli, option, value):
    assert "1 of 1 cases passed" in cli(option, value).output


@pytest.mark.parametrize(("option", "value"), [("--tag", "none"), ("--split", "both")])
def test_an_empty_selection_is_a_mistake(cli, option, value):
    result = cli(option, value)
    assert isinstance(result.exception, InputError)


def test_a_run_says_as_of_which_day_it_was_answered(cli, tmp_path):
    cli("--run", "one", "--today", "2027-03-01")
    config = json.loads((tmp_path / "runs" / "one" / "config.json").read_text())
    assert config["today"] == "2027-03-01"
    again = cli("--run", "one", "--today", "2027-04-01")
    assert isinstance(again.exception, InputError)
    assert "as of 2027-03-01" in str(again.exception)
    assert isinstance(cli("--today", "tomorrow").exception, InputError)


def test_the_day_is_that_of_the_last_review():
    def document(reviewed):
        return SimpleNamespace(reviewed=reviewed)

    known = [document(date(2026, 9, 1)), document(None), document(date(2026, 11, 22))]
    assert last_review(known) == date(2026, 11, 22)
    assert last_review([document(None)]) is None


def test_the_baseline_gates(cli):
    file = ("--baseline-file", "mine.json")
    assert cli("--write-baseline", "--baseline", *file).exit_code == 0
    cli.replies["J-1?"] = answer(H1B)
    result = cli("--baseline", *file)
    assert result.exit_code == 1
    assert "j1 passed and fails now" in result.output
    assert isinstance(cli("--write-baseline", *file).exception, InputError)
    assert cli("--write-baseline", "--accept", "j1=the rule changed", *file).exit_code == 0
    assert cli("--baseline", *file).exit_code == 0


def test_two_runs_are_compared(cli):
    cli("--run", "one")
    cli.replies["J-1?"] = answer(H1B)
    cli("--run", "two")
    output = cli("compare", "one", "two").output
    assert "Worse: 1" in output
    assert "✗ j1" in output


def test_a_run_is_scored_again_without_asking(cli):
    cli("--run", "one")
    cli.replies.clear()
    assert "2 of 2 cases passed" in cli("score", "one").output


def test_cases_of_a_run_that_the_files_lack_are_named(cli, write_cases):
    cli("--run", "one")
    part = write_cases(CASES.split("  - {id: h1b")[0], "part.yaml")
    for command in (("score", "one"), ("compare", "one", "one")):
        result = cli(*command, "--cases", part)
        assert result.exit_code == 0
        assert "1 of 2 cases of one are left out: not in the case files." in result.output
        assert "left out" not in cli(*command).output
    other = write_cases(CASES.replace("id: j1", "id: x").replace("id: h1b", "id: y"), "other.yaml")
    assert "Name yours with --cases" in str(cli("score", "one", "--cases", other).exception.remedy)


def test_a_chat_model_judges_a_run(cli, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("assistant.compose.models.open_model", lambda settings: opened.append(settings.engine))
    monkeypatch.setattr("evals.judges.deepeval_judge.judge_with", lambda chat: lambda item: Opinion(1.0, 1.0))
    cli("--run", "one")
    result = cli("judge", "one", "--engine", "openai:some-model", "--most", 1)
    assert result.exit_code == 0, result.output
    assert opened == ["openai:some-model"]
    assert "| Answers judged, and with one thing changed | 1, 1 |" in result.output
    assert (tmp_path / "runs" / "one" / "judged.jsonl").is_file()


def test_lint_names_the_line_and_fails(cli, write_cases, tmp_path):
    path = write_cases(CASES.replace("facts: [H-1B", "fact: [H-1B"), "bad.yaml")
    result = cli("lint", "--cases", path)
    assert result.exit_code == 1
    assert "bad.yaml:5: cases[1].expect.fact" in result.output


def test_the_schema_is_json(cli):
    assert json.loads(cli("schema").output)["title"] == "CaseFileModel"


def test_another_generation_is_borrowed_and_the_live_one_stays(tmp_path):
    home = tmp_path / "home"
    (home / "generations" / "g2").mkdir(parents=True)
    (home / "generations" / "g2" / "manifest.json").write_text("{}")
    (home / "texts").mkdir()
    (home / "CURRENT").write_text("g1\n")
    with home_of(home, "g2") as borrowed:
        assert (borrowed / "CURRENT").read_text() == "g2\n"
        assert (borrowed / "generations" / "g2" / "manifest.json").is_file()
    assert not borrowed.exists()
    assert (home / "generations" / "g2" / "manifest.json").is_file()
    assert (home / "CURRENT").read_text() == "g1\n"
    with home_of(home, None) as same:
        assert same == home
    with pytest.raises(InputError, match="no generation g3"), home_of(home, "g3"):
        pass
