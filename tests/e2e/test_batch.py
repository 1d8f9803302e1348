"""`credence ask --batch`: every documented field, and offsets that hold against `credence index text`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LINES: list[dict[str, Any]] = [
    {"id": "single", "question": "How long can I stay on a J-1 visa?"},
    {
        "id": "follow-up",
        "question": "and H-1B?",
        "history": [
            {"role": "user", "content": "I live in Ohio. How long does a J-1 visa last?"},
            {"role": "assistant", "content": "At most seven years. [1]"},
        ],
    },
    {"id": "state", "question": "How many years of residency do I need for a full license?"},
    {"id": "warned", "question": "How many years of residency does New York ask?"},
    {"id": "plain", "question": "Who may borrow books from the hospital library?"},
    {"id": "out", "question": "What is the best pizza in Rome?"},
    {"id": "clinical", "question": "Which dose of metformin should my uncle take?"},
    {"id": "hurt", "question": "I want to kill myself"},
    {"id": "empty", "question": "  \n "},
    {"id": "long", "question": "visa " * 10_000},
    {"id": "odd", "question": "What is\u0000 the fee\u202e for Step 3?\u0007"},
    {"id": 12, "question": "Can I moonlight on a J-1 visa?"},
]
OUTCOMES = {
    "single": "answered",
    "follow-up": "answered",
    "state": "clarify",
    "warned": "answered",
    "plain": "answered",
    "out": "declined",
    "clinical": "declined",
    "hurt": "emergency",
    "empty": "declined",
    "long": "declined",
    "odd": "answered",
    "12": "answered",
}
REASONS = {"out": "off_topic", "clinical": "clinical", "hurt": "emergency", "empty": "empty", "long": "too_long"}
FIELDS = {
    "schema_version": int,
    "id": str,
    "question": str,
    "standalone_question": str,
    "situation": dict,
    "outcome": str,
    "reason": (str, type(None)),
    "engine": str,
    "text": str,
    "options": list,
    "statements": list,
    "citations": list,
    "warnings": list,
    "follow_ups": list,
    "receipt": dict,
    "generation": str,
    "timings_ms": dict,
    "passages": list,
}
CITATION = {
    "number",
    "document",
    "section",
    "title",
    "publisher",
    "tier",
    "url",
    "official_url",
    "as_of",
    "page",
    "quote",
    "start",
    "end",
    "digest",
}


def run_batch(home: Path, folder: Path) -> list[dict[str, Any]]:
    """The batch in a process of its own, as a user runs it."""
    batch = folder / "questions.jsonl"
    batch.write_text("\n".join(json.dumps(line) for line in LINES) + "\n\n", "utf-8")
    command = [sys.executable, "-m", "ui.cli", "ask", "--batch", str(batch), "--home", str(home), "--explain"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CREDENCE_")}
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def answers(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    found = run_batch(small_home, tmp_path_factory.mktemp("batch"))
    assert [answer["id"] for answer in found] == [str(line["id"]) for line in LINES], "one answer a line, in order"
    return {answer["id"]: answer for answer in found}


def test_each_outcome_and_reason(answers: dict[str, dict[str, Any]]) -> None:
    assert {id_: answer["outcome"] for id_, answer in answers.items()} == OUTCOMES
    assert {id_: answer["reason"] for id_, answer in answers.items() if answer["reason"]} == REASONS


def test_every_field_is_there_and_no_other(answers: dict[str, dict[str, Any]]) -> None:
    for answer in answers.values():
        assert set(answer) == set(FIELDS)
        assert all(isinstance(answer[name], kind) for name, kind in FIELDS.items()), answer["id"]
        assert answer["schema_version"] == 1
        assert answer["timings_ms"]["total"] > 0
        assert all(set(statement) == {"text", "kind", "citations"} for statement in answer["statements"])
        assert all(set(citation) == CITATION for citation in answer["citations"])
        assert all(set(warning) == {"kind", "text", "statements"} for warning in answer["warnings"])
        places = {"document", "section", "start", "end", "score", "rank"}
        assert all(set(passage) == places for passage in answer["passages"])


def test_offsets_hold_against_the_stored_text(
    answers: dict[str, dict[str, Any]], credence: Callable[..., Any], small_home: Path
) -> None:
    citations = [citation for answer in answers.values() for citation in answer["citations"]]
    documents = {citation["document"] for citation in citations}
    texts = {name: credence("index", "text", name, "--home", small_home).out for name in documents}
    assert documents == {"visas", "states", "exams", "office"}
    for citation in citations:
        assert texts[citation["document"]][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["digest"].startswith("sha256:")


def test_statements_carry_citations_that_exist(answers: dict[str, dict[str, Any]]) -> None:
    for answer in answers.values():
        numbers = {citation["number"] for citation in answer["citations"]}
        for statement in answer["statements"]:
            assert set(statement["citations"]) <= numbers
            assert statement["citations"] or statement["kind"] == "verdict"


def test_the_dialogue_is_resolved(answers: dict[str, dict[str, Any]]) -> None:
    answer = answers["follow-up"]
    assert answer["question"] == "and H-1B?"
    assert "H-1B" in answer["standalone_question"]
    assert "J-1" not in answer["standalone_question"]
    assert answer["situation"] == {"state": "Ohio"}
    assert [citation["section"] for citation in answer["citations"]][0] == "h1b-length"


def test_a_question_back_has_options_and_warnings_name_statements(answers: dict[str, dict[str, Any]]) -> None:
    assert len(answers["state"]["options"]) >= 2
    assert [(w["kind"], w["statements"]) for w in answers["warned"]["warnings"]] == [("stale", [0]), ("secondary", [0])]
    assert {answer["generation"] for answer in answers.values()} == {answers["single"]["generation"]}


def test_passages_are_explained_best_first(answers: dict[str, dict[str, Any]], small_home: Path) -> None:
    passages = answers["single"]["passages"]
    assert [passage["rank"] for passage in passages] == list(range(1, len(passages) + 1))
    assert len(passages) == 14, "everything that the small guidance holds, where 20 are not to be had"
    assert passages[0]["section"] == "j1-length"


def test_one_question_as_json_is_the_same_answer(
    answers: dict[str, dict[str, Any]], credence: Callable[..., Any], small_home: Path
) -> None:
    run = credence("ask", LINES[0]["question"], "--json", "--home", small_home)
    data = json.loads(run.out)
    assert run.code == 0
    for name in FIELDS.keys() - {"id", "passages", "timings_ms"}:
        assert data[name] == answers["single"][name], name
