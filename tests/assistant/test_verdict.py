"""Yes and No stand only where the guidance records them for that way of asking."""

from __future__ import annotations

import pytest

from assistant.compose.verdict import Support, asking, decide, is_yes_no, support_of, weights
from assistant.service import Assistant
from ingest.types import SectionQuestion, Verdict


@pytest.mark.parametrize(
    "question",
    [
        "Can I moonlight?",
        "so do i need Step 3",
        "Is it required?",
        "Step 3 is required, right?",
        "am I allowed",
        "My cousin wants weekend shifts. OK?",
        "I see nothing under Sponsor Notes. Good enough?",
        "On H-1B can I moonlight?",
        "Is Step 1 only pass or fail now?",
        "Can I do residency without a J-1 or H-1B?",
        "they will take TOEFL instead of OET??",
        "california in compact or no, i have texas licence",
        "Once a hospital matches with me, is the visa a sure thing?",
        "Must I open one (What is EPIC)?",
    ],
)
def test_questions_for_yes_or_no(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long is it?",
        "What can I do?",
        "Can I go or stay?",
        "Is it J-1 or H-1B?",
        "which visa is allowed",
        "OET score for ECFMG?",
        "on a J-1, when can I travel?",
    ],
)
def test_other_questions(question: str) -> None:
    assert not is_yes_no(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Can I moonlight on a J-1 visa?", "No."),
        ("Is extra paid work allowed during J-1 residency?", "No."),
        ("Must I go home for two years after a J-1 visa?", "Yes."),
        ("Can I moonlight on an H-1B visa?", "It depends."),
    ],
)
def test_a_recorded_verdict_leads_without_a_citation(small: Assistant, question: str, first: str) -> None:
    answer = small.ask(question)
    assert (answer.statements[0].text, answer.statements[0].kind, answer.statements[0].citations) == (
        first,
        "verdict",
        (),
    )
    assert all(statement.citations for statement in answer.statements[1:])


@pytest.mark.parametrize(
    "question",
    [
        "Can I stay in the US after a J-1 visa?",
        "Can I avoid going home after a J-1 visa?",
        "Is moonlighting not allowed on a J-1 visa?",
        "How long can I stay on a J-1 visa?",
        "Must I go home for 5 years after a J-1 visa?",
        pytest.param("Must I go home for five years after a J-1 visa?"),
        "Is the fee for Step 3 $955?",
    ],
)
def test_no_verdict_where_none_is_recorded_for_that_way_of_asking(small: Assistant, question: str) -> None:
    assert all(statement.kind != "verdict" for statement in small.ask(question).statements)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("I have a degree. Can I work here?", "Can I work here?"),
        ("I chose Pathway 3. Allowed?", "I chose Pathway 3. Allowed?"),
        ("Must I open one (What is EPIC)?", "Must I open one?"),
    ],
)
def test_the_sentence_that_asks(question: str, sentence: str) -> None:
    assert asking(question) == sentence


@pytest.mark.parametrize(
    ("read", "support", "verdict"),
    [
        (-2.0, Support(0.4, 0.7, -1), Verdict.NO),
        (2.0, Support(0.7, 0.4, -1), Verdict.YES),
        (2.0, Support(0.4, 0.7, -1), None),  # the words say yes, the record says no
        (-0.5, Support(0.4, 0.7, -1), None),  # the words hardly say anything
        (-2.0, Support(0.1, 0.3, -1), None),  # nothing recorded is near
        (-2.0, Support(0.4, 0.7, 0.8), None),  # a question whose answer depends is nearer
        (-1.1, Support(-1, 0.46, -1), None),  # nothing recorded to hold it against, and not clear enough
    ],
)
def test_yes_or_no_needs_both_sources(read: float, support: Support, verdict: Verdict | None) -> None:
    assert decide(read, support) is verdict


@pytest.mark.parametrize(
    ("question", "ask"),
    [
        ("Is one year of training enough?", "Are two years of training enough?"),
        ("Did California end the letter?", "Does California still use the letter?"),
        ("Can a program contact me in SOAP?", "Can I contact a program in SOAP?"),
    ],
)
def test_a_recorded_question_the_other_way_round_gives_no_support(question: str, ask: str) -> None:
    assert support_of(question, [(0.9, SectionQuestion(ask, Verdict.NO))]) == Support(-1, -1, -1)


def test_demand_and_permission_are_farther_apart_than_two_permissions() -> None:
    asked = [(0.8, SectionQuestion("Must I leave?", Verdict.YES)), (0.8, SectionQuestion("Can I leave?", Verdict.NO))]
    support = support_of("May I leave?", asked)
    assert support.yes < 0.8 < support.no
    assert support.margin < 0


def test_the_fitted_weights_read_as_they_should() -> None:
    fitted = weights()
    assert fitted["q:guarante"] < 0  # a question for a guarantee is mostly answered with no
    assert fitted["differ"] < 0  # the question's words stand under a negation in the sentence
    assert fitted["in:must"] > 0 > fitted["out:must"]
