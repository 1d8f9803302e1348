"""Reading cases: what is built, and mistakes named with their lines."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.types import Outcome, Reason
from evals.cases import ExpectedVerdict, Kind, Split, select
from evals.loader import load_cases, read_cases
from ingest.errors import InputError

GOOD = """\
topic: visas
split: report
cases:
  - id: one
    question: How long?
    expect:
      verdict: no
      facts:
        - seven years
        - [at most 84 months, "7 years"]
      as_of: 2026-09-01
  - id: two
    kind: dialogue
    tags: [a, b]
    turns:
      - user: First?
        expect: {facts: [x]}
      - assistant: A scripted reply.
      - user: And then?
        forget: ["visa=J-1"]
    expect: {outcome: [answered, clarify], sections: [visas#length]}
  - id: three
    kind: must_decline
    question: Dose?
    expect: {reason: clinical}
"""


def test_a_file_becomes_cases(write_cases):
    one, two, three = load_cases([write_cases(GOOD)])
    assert (one.topic, one.split, one.kind, one.line) == ("visas", Split.REPORT, Kind.SINGLE, 4)
    expect = one.turns[0].expect
    assert expect.outcomes == (Outcome.ANSWERED,)
    assert expect.verdict is ExpectedVerdict.NO
    assert expect.facts == (("seven years",), ("at most 84 months", "7 years"))
    assert expect.as_of == date(2026, 9, 1)
    assert [turn.role for turn in two.turns] == ["user", "assistant", "user"]
    assert two.turns[0].expect.facts == (("x",),)
    assert two.turns[2].forget == ("visa=J-1",)
    assert two.turns[2].expect.outcomes == (Outcome.ANSWERED, Outcome.CLARIFY)
    assert three.turns[0].expect.outcomes == (Outcome.DECLINED,)
    assert three.turns[0].expect.reasons == (Reason.CLINICAL,)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("verdict: no", "verdict: maybe", 7, "cases[0].expect.verdict"),
        ("kind: dialogue", "kind: dialog", 13, "cases[1].kind"),
        ("facts: [x]", "fact: [x]", 17, "cases[1].turns[0].expect.fact"),
        ("reason: clinical", "max_words: 3", 22, "names the reason"),
        ("question: How long?", "questions: How long?", 5, "cases[0].questions"),
        ("outcome: [answered, clarify]", "outcome: [answered, asked]", 21, "cases[1].expect.outcome[1]"),
        ("visas#length", "length", 21, "cases[1].expect.sections[0]"),
        ("  - id: two", "  - id: two\n    id: two", 13, "the key 'id' is given twice"),
        ("topic: visas", "topic: [visas", 2, "expected ',' or ']'"),
        (
            "- user: And then?\n        forget",
            "- assistant: And then?\n        forget",
            12,
            "the last turn is the user's",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(write_cases, old, new, line, message):
    path = write_cases(GOOD.replace(old, new, 1))
    cases, problems = read_cases([path])
    assert cases == []
    assert any(message in problem.message and problem.line == line for problem in problems), problems
    with pytest.raises(InputError, match=f"cases.yaml:{line}: "):
        load_cases([path])


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("as_of: 2026-09-01", "as_of: 2026-13-01", 11, "2026-13-01 is no date (month must be in 1..12)"),
        ("seven years", "84", 9, "facts[0]: a claim is text or a list of texts; a bare number"),
        ("seven years", "rule: seven years", 9, "text that holds ': ', stands in quotes"),
        ("facts: [x]", "forbiden: [x]", 17, "there is no such field (did you mean forbidden?)"),
        ("facts: [x]", "colour: blue", 17, "cases[1].turns[0].expect.colour: there is no such field"),
        ("sections: [visas#length]", "sections: visas#length", 21, "sections: a list is needed"),
        ("visas#length", "length", 21, "sections[0]: write document#section"),
        ("id: one", "id: One", 4, "cases[0].id: lower case, digits and hyphens only"),
        ("  - id: one\n    question", "  - question", 4, "cases[0].id: this is missing"),
        ("assistant: A scripted reply.", "assistant: yes", 18, "assistant: text is needed"),
        ("question: How long?", "question: 'I can't?'", 5, "quotes or brackets has to stand in double quotes"),
        ("    question: How long?", "\tquestion: How long?", 5, "indent with spaces, not with tabs"),
        ("question: Dose?", 'question: "Dose?', 26, "while scanning a quoted scalar, line 24"),
    ],
)
def test_a_mistake_says_what_to_change(write_cases, old, new, line, message):
    _, problems = read_cases([write_cases(GOOD.replace(old, new, 1))])
    assert [problem.line for problem in problems] == [line], problems
    assert message in problems[0].message


@pytest.mark.parametrize("name", ["cases.yaml", "cases.jsonl"])
def test_a_file_in_another_encoding_is_named(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(GOOD.replace("How", "H\xf6w").encode("latin-1"))
    _, problems = read_cases([path])
    assert [problem.message for problem in problems] == ["not UTF-8 (invalid start byte)"]


def test_a_file_without_fields_is_named(write_cases):
    _, problems = read_cases([write_cases("- How long?\n")])
    assert [problem.message for problem in problems] == ["the file: the fields of docs/evals.md are needed here"]


def test_jsonl_lines_are_cases_with_their_own_topic(write_cases):
    path = write_cases(
        '{"id": "a", "topic": "money", "split": "dev", "question": "Q?", "expect": {"facts": ["f"]}}\n\n'
        '{"id": "b", "question": "Q?"}\n{"id": \n',
        "mine.jsonl",
    )
    cases, problems = read_cases([path])
    assert [(case.id, case.topic, case.split, case.line) for case in cases] == [("a", "money", Split.DEV, 1)]
    assert [problem.line for problem in problems] == [3, 4]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        load_cases([tmp_path / "nowhere.yaml"])


def test_select_by_id_tag_kind_and_split(write_cases):
    cases = load_cases([write_cases(GOOD)])
    assert [case.id for case in select(cases, ids=("t*",))] == ["two", "three"]
    assert [case.id for case in select(cases, tags=("a", "must_decline"))] == ["two", "three"]
    assert select(cases, split=Split.DEV) == []
