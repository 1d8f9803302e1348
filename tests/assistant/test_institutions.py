"""Which questions ask what one named institution does."""

from __future__ import annotations

import pytest

from assistant.institutions import institution_asked_about, named_elsewhere, other_profession_asked_about
from ingest.lexical import tokens


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Does Elmhurst Hospital in Queens sponsor H-1B for its internal medicine residents?", "Elmhurst"),
        ("does cleveland clinic sponsor h1b", "cleveland"),
        ("YOG 2012. Will the University of Iowa take my file?", "Iowa"),
        ("Is Boston Medical Center accepting observers this spring?", "Boston"),
    ],
)
def test_the_doings_of_one_institution(question: str, name: str) -> None:
    assert institution_asked_about(question) == set(tokens(name))


@pytest.mark.parametrize(
    "question",
    [
        "I did an observership at Mayo Clinic, does it count?",
        "Does a teaching hospital sponsor the H-1B?",
        "Does the hospital have to sponsor me?",
        "Does the university hospital pay the fee?",
        "Can I work at a hospital before Step 3?",
        "Do IMGs from Pakistan need a letter of the university?",
        "can i open own clinic",
    ],
)
def test_hospitals_in_general(question: str) -> None:
    assert not institution_asked_about(question)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("My husband is a physiotherapist, who licenses him?", ["physiotherapist"]),
        ("When does CaRMS open, and is MCCQE 1 needed?", ["CaRMS", "MCCQE"]),
        ("Which physical exam do residents need?", []),
        ("Does a physician assistant need a license?", []),
        ("What do the nurses and the GMC say?", ["nurses", "GMC"]),
    ],
)
def test_other_professions_and_bodies_abroad(question: str, names: list[str]) -> None:
    assert named_elsewhere(question) == [frozenset(tokens(name)) for name in names]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("my wife is physiotherapist, which exam she needs for texas", "physiotherapist"),
        ("He's a registered nurse. Who licenses him in Ohio?", "nurse"),
        ("Which pharmacist license does Florida give?", "pharmacist"),
        ("My wife is a nurse and I am a doctor. Which exam do I take?", ""),
        ("Can my wife, a nurse, work on J-2?", ""),
        ("My accountant wants me to pay for another DEA registration. Needed?", ""),
        ("Is my driver's license accepted at the exam?", ""),
    ],
)
def test_the_license_of_another_profession(question: str, name: str) -> None:
    assert other_profession_asked_about(question) == set(tokens(name))
