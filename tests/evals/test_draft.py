"""Drafts: proposals that a person mends, and that lint can read."""

from __future__ import annotations

import json

import pytest
import yaml

from evals.draft import ASK, draft_from_documents, draft_from_feedback, write_draft
from evals.lint import lint
from evals.loader import read_cases
from ingest.errors import InputError
from tests.evals.test_lint import CORPUS


def test_a_document_becomes_one_proposal_a_section(tmp_path):
    text = CORPUS.replace(
        "seven years.", "seven years. It is fun. The fee was USD 370 in 2026. Form DS-2019 shows the end date."
    )
    (tmp_path / "visas.md").write_text(text, encoding="utf-8")
    draft = draft_from_documents([tmp_path / "visas.md"])
    (case,) = draft["cases"]
    assert draft["topic"] == "visas"
    assert case["question"] == ASK + "How long can a physician stay on a J-1?"
    assert case["expect"]["sections"] == ["visas#length"]
    assert case["expect"]["facts"][0] == "The J-1 lasts at most seven years."
    assert "The fee was USD 370 in 2026." in case["expect"]["facts"]
    assert "It is fun." not in case["expect"]["facts"]


def test_feedback_becomes_cases_with_their_conversation(tmp_path):
    lines = [
        {"id": "feedback-1", "question": "How long?", "history": [], "feedback": {"helpful": True}},
        {
            "id": "feedback-2",
            "question": "and then?",
            "history": [{"role": "user", "content": "First?"}, {"role": "assistant", "content": "So."}],
            "feedback": {"helpful": False, "reason": "wrong", "comment": "old", "receipt": {"outcome": "declined"}},
        },
    ]
    path = tmp_path / "feedback.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    draft = draft_from_feedback(path)
    assert draft["cases"][1]["turns"] == [{"user": "First?"}, {"assistant": "So."}, {"user": "and then?"}]
    assert draft["cases"][1]["expect"]["outcome"] == "declined"
    assert draft["cases"][1]["note"] == "ended as declined; the reader found it not helpful: wrong old"
    write_draft(draft, tmp_path / "out.yaml")
    cases, problems = read_cases([tmp_path / "out.yaml"])
    assert problems == []
    assert [case.id for case in cases] == ["feedback-1", "feedback-2"]
    assert yaml.safe_load((tmp_path / "out.yaml").read_text("utf-8")) == draft
    assert [problem.message for problem in lint([tmp_path / "out.yaml"])] == [
        "feedback-1: write what the answer must say",
        "feedback-2: write what the answer must say",
    ]


def test_a_draft_is_no_case_until_its_question_is_asked_in_other_words(tmp_path):
    (tmp_path / "leave.md").write_text("# Leave\n\n## Who approves it?\n\nThe director approves leave.\n")
    draft = draft_from_documents([tmp_path / "leave.md"])
    write_draft(draft, tmp_path / "out.yaml")
    (problem,) = lint([tmp_path / "out.yaml"])
    assert problem.message == "who-approves-it-1: ask the drafted question in a reader's words"
    draft["cases"][0]["question"] = "whose nod do I need for days off"
    write_draft(draft, tmp_path / "out.yaml")
    assert lint([tmp_path / "out.yaml"]) == []


def test_a_broken_export_is_named(tmp_path):
    path = tmp_path / "feedback.jsonl"
    path.write_text('{"id": 1}', encoding="utf-8")
    with pytest.raises(InputError, match=r"feedback\.jsonl:1"):
        draft_from_feedback(path)
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"feedback\.jsonl:1|holds no feedback"):
        draft_from_feedback(path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="holds no feedback"):
        draft_from_feedback(path)
    with pytest.raises(InputError, match=r"gone\.jsonl cannot be read"):
        draft_from_feedback(tmp_path / "gone.jsonl")
