"""docs/evals.md says what the code does: its example is a good case, every field and command is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals.cases import Kind
from evals.cli import app
from evals.lint import lint, read_guidance
from evals.schema import CaseModel, ExpectModel
from evals.summary import METRICS

DOCS = (Path(__file__).parents[2] / "docs" / "evals.md").read_text("utf-8")


def test_the_example_is_a_case_in_order(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    assert lint([path], read_guidance()) == []


@pytest.mark.parametrize("name", [*CaseModel.model_fields, *(f"expect.{f}" for f in ExpectModel.model_fields), *Kind])
def test_every_field_and_kind_is_explained(name):
    if name not in ("expect", "topic", "split", "note"):
        assert f"`{name}`" in DOCS


def test_every_command_is_shown():
    commands = [command.name for command in app.registered_commands if command.name not in ("run",)]
    assert [name for name in commands if f"eval {name}" not in DOCS] == []


def test_every_score_is_explained():
    head = DOCS.split("## Scores")[1].split("## Runs")[0].lower()
    words = {"passed": "passes", "R@5": "recall", "words": "how much it says", "Success@5": "top five"}
    for metric in METRICS:
        wanted = words.get(metric.name, metric.label.lower())
        assert wanted in head, metric.label
