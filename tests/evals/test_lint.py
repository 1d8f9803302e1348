"""Lint: mistakes that the schema cannot see."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cases import Split
from evals.lint import learned_from, lint, normal_question, read_guidance, repeated_examples
from evals.loader import load_cases
from evals.schema import json_schema

CORPUS = """\
---
id: visas
title: Visas
topic: visas
reviewed: 2026-11-22
review_by: 2027-05-22
sources:
  one: {title: A page, publisher: ECFMG, url: "https://example.org/a", as_of: 2026-09-01, tier: primary}
---

# Visas

## How long can a physician stay on a J-1?

<!-- guidance
id: length
sources: [one]
questions:
  - How many years may I train on a J-1 visa?
-->

The J-1 lasts at most seven years.
"""
CASE = """\
topic: {topic}
split: {split}
cases:
  - id: {id}
    question: {question}
    expect: {{facts: [{fact}], sections: [{section}]}}
"""


@pytest.fixture
def guidance(tmp_path: Path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "visas.md").write_text(CORPUS, encoding="utf-8")
    return read_guidance(folder)


@pytest.fixture
def one_case(write_cases):
    def write(name="cases.yaml", **change):
        usual = {
            "topic": "visas",
            "split": "dev",
            "id": "one",
            "question": "Is there an end to my J-1 time?",
            "fact": "J-1 at most seven years",
            "section": "visas#length",
        }
        return write_cases(CASE.format(**{**usual, **change}), name)

    return write


def messages(paths, guidance=None):
    return [problem.message for problem in lint(paths, guidance)]


def test_a_good_case_is_in_order(one_case, guidance):
    assert messages([one_case()], guidance) == []


@pytest.mark.parametrize(
    "question",
    [
        "How many years may I train on a J-1 visa?",
        "how many years may i train on a J1 visa",
        "Please, how many years may I train on the J-1 visa, sir?",
        "How many years may I train on a J-1 visas?",
    ],
)
def test_a_question_that_the_guidance_lists_is_refused(one_case, guidance, question):
    (message,) = messages([one_case(question=json.dumps(question))], guidance)
    assert "question variant of visas#length" in message


def test_an_unknown_section_is_named_with_the_nearest(one_case, guidance):
    (message,) = messages([one_case(section="visas#lenght")], guidance)
    assert "did you mean visas#length?" in message


def test_a_fact_that_no_expected_section_says_is_refused(one_case, guidance):
    (message,) = messages([one_case(fact="J-1 at most six years")], guidance)
    assert "no expected section says 'J-1 at most six years'" in message


def test_double_ids_and_double_questions_are_found(one_case):
    found = messages([one_case("a.yaml"), one_case("b.yaml", question="is there an end to my j1 time")])
    assert sum("used twice" in message for message in found) == 2
    assert sum("asks the same as one" in message for message in found) == 1


def test_a_topic_lies_in_one_split_only(one_case):
    other = one_case("b.yaml", id="two", split="report", question="Another question?")
    assert sum("lies in both splits" in message for message in messages([one_case("a.yaml"), other])) == 2


def test_an_answer_that_nothing_could_fail_is_refused(write_cases):
    path = write_cases("topic: t\nsplit: dev\ncases:\n  - {id: a, question: Why, expect: {max_words: 9}}\n")
    assert messages([path]) == ["a: expects an answer but no fact, verdict or section"]


def test_normal_questions_ignore_spelling_and_politeness():
    assert normal_question("Please, is H-1B licence OK?") == normal_question("is h1b license ok")


def test_an_example_that_repeats_a_case_is_named_with_its_file(one_case):
    (case,) = load_cases([one_case()])
    learned = [("routes.yaml", "How is the weather?"), ("uncovered.yaml", "please, is there an end to my J1 time")]
    (problem,) = repeated_examples([case], learned)
    assert (problem.line, problem.message) == (
        4,
        f"one: uncovered.yaml has the same question, {learned[1][1]!r}; reword or delete it there",
    )
    assert repeated_examples([case], learned[:1]) == []


def test_what_the_program_learns_from_is_held_against_the_shipped_cases():
    files = Counter(file for file, _ in learned_from())
    assert files["assistant/data/routes.yaml"] > 500
    assert files["evals/tuning/uncovered.yaml"] > 300


def test_the_shipped_cases_are_in_order():
    assert messages((), read_guidance()) == []


def test_the_shipped_cases_have_both_splits_and_the_schema_is_current():
    assert {case.split for case in load_cases()} == set(Split)
    written = Path(__file__).parents[2] / "docs" / "cases.schema.json"
    assert json.loads(written.read_text("utf-8")) == json_schema()
