"""One example of each way in which a statement can differ from its quotes."""

import pytest

from assistant.verify import Problem, ProblemKind, check_statement

PETITION = "The hospital files the petition for the physician before the physician starts work."
LEAVE = "A waiver physician may leave the employer only if USCIS finds special circumstances."
FEE = "Each applicant must pay the fee unless the school has a waiver. The fee is not refundable."
STEPS = "Step 1 must be passed before Step 3. Most programs accept scores from 2024."

FALSE = [
    (PETITION, "The physician files the petition for the hospital.", ProblemKind.ACTOR),
    (PETITION, "The petition is filed by the physician for the hospital.", ProblemKind.ACTOR),
    (PETITION, "The hospital files the petition for the physician after the physician starts work.", ProblemKind.ORDER),
    (PETITION, "The hospital does not file the petition for the physician.", ProblemKind.NEGATION),
    (PETITION, "The hospital must file the petition for the physician.", ProblemKind.MODALITY),
    (PETITION, "The hospital pays for the petition.", ProblemKind.CONTENT),
    (LEAVE, "A waiver physician may leave the employer.", ProblemKind.EXCEPTION),
    (LEAVE, "A waiver physician may leave the employer if USCIS finds special circumstances.", ProblemKind.EXCEPTION),
    (LEAVE, "A waiver physician must leave the employer only if USCIS finds cause.", ProblemKind.CONTENT),
    (LEAVE, "A waiver physician should leave the employer only if USCIS finds circumstances.", ProblemKind.MODALITY),
    (LEAVE, "A waiver physician may leave the employer only if ECFMG finds special circumstances.", ProblemKind.NAME),
    (FEE, "Each applicant must pay the fee.", ProblemKind.EXCEPTION),
    (FEE, "Each applicant must pay the fee if the school has a waiver.", ProblemKind.EXCEPTION),
    (FEE, "Each applicant need not pay the fee unless the school has a waiver.", ProblemKind.MODALITY),
    (FEE, "The fee is refundable.", ProblemKind.NEGATION),
    (STEPS, "Step 3 must be passed before Step 1.", ProblemKind.ORDER),
    (STEPS, "Step 1 must be passed after Step 3.", ProblemKind.ORDER),
    (STEPS, "All programs accept scores from 2024.", ProblemKind.COMPARATOR),
    (STEPS, "Programs accept scores from 2024.", ProblemKind.COMPARATOR),
    ("The fee is USD 100 for Step 1 and USD 200 for Step 3.", "The fee is USD 200 for Step 1.", ProblemKind.NUMBER),
    ("A J-1 lasts 7 years and an H-1B lasts 6 years.", "A J-1 lasts 6 years.", ProblemKind.NUMBER),
    ("The fee was USD 100 in 2024.", "The fee is USD 100 in 2024.", ProblemKind.MODALITY),
    ("Texas requires 2 years of training.", "2 years of training are required.", ProblemKind.NAME),
    ("Step 1 or OET must be passed.", "Step 1 and OET must be passed.", ProblemKind.COMPARATOR),
]
TRUE = [
    (PETITION, "The petition for the physician is filed by the hospital."),
    (PETITION, "Before the physician starts work, the hospital submits the petition for the doctor."),
    (LEAVE, "A waiver physician can leave the employer only when USCIS finds special circumstances."),
    (FEE, "Unless the school has a waiver, each candidate must pay the fee, and it is not refundable."),
    (FEE, "The fee isn't refundable."),
    (STEPS, "You must pass Step 1 before Step 3."),
    ("The fee is USD 100 for Step 1 and USD 200 for Step 3.", "The fee is $200 for Step 3."),
    ("A J-1 physician may not work elsewhere.", "If you are a J-1 physician, you cannot work elsewhere."),
]


@pytest.mark.parametrize(("quote", "statement", "kind"), FALSE)
def test_a_changed_fact_is_found_and_named(quote, statement, kind):
    assert kind in {problem.kind for problem in check_statement(statement, [quote])}


@pytest.mark.parametrize(("quote", "statement"), TRUE)
def test_a_faithful_statement_has_no_problem(quote, statement):
    assert check_statement(statement, [quote]) == []


def test_a_fact_of_another_quote_counts():
    quotes = ["Step 1 costs USD 680.", "Moonlighting is not allowed on a J-1 visa."]
    assert check_statement("Step 1 costs $680, and moonlighting is not allowed on a J-1 visa.", quotes) == []


def test_a_subject_of_one_quote_with_the_fact_of_another_is_a_problem():
    assert check_statement("Step 1 costs USD 955.", ["Step 1 costs USD 680.", "Step 3 costs USD 955."])


def test_part_of_a_sentence_is_not_taken_for_the_sentence():
    assert check_statement("Physicians may work.", ["No license, no work: Physicians may work. It depends."]) == []
    assert check_statement("may work in Ohio.", ["Nobody may work in Ohio."])


def test_white_space_does_not_matter():
    assert check_statement("The fee\n is  USD 100.", ["The fee is\nUSD 100."]) == []


def test_nothing_said_needs_nothing_and_no_quote_carries_nothing():
    assert check_statement("  ", []) == []
    assert check_statement("The fee is high.", [])


def test_a_problem_shows_the_words():
    assert check_statement("The fee is USD 200.", ["The fee is USD 100."]) == [Problem(ProblemKind.NUMBER, "USD 200")]


@pytest.mark.parametrize(
    "lead", ["According to the guidance, ", "The guidance says that ", "Based on the passages above, "]
)
def test_naming_the_guidance_adds_nothing_and_lifts_nothing(lead: str) -> None:
    said = "the hospital files the petition for the physician before the physician starts work."
    assert check_statement(lead + said, [PETITION]) == []
    assert check_statement(lead + said.replace("before", "after"), [PETITION])
    assert check_statement("According to USCIS, " + said, [PETITION])
