"""How text is read: numbers, units, dates, names, comparators, negation; fact_pairs.yaml measures the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.matching import find_fact, says
from evals.matching.quantities import date_implies
from evals.matching.tokens import Place, place_of, sentences, split_sentences, tokenize


def read(text: str) -> list[tuple[str, str, str]]:
    return [(str(token.kind), token.value, token.unit) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("two years", "n", "24", "month"),
        ("24 months", "n", "24", "month"),
        ("a two-year rule", "n", "24", "month"),
        ("two and a half years", "n", "30", "month"),
        ("half a year", "n", "6", "month"),
        ("six weeks", "n", "42", "day"),
        ("60 business days", "n", "60", "business-day"),
        ("an 8-hour day", "n", "480", "minute"),
        ("one hundred thousand dollars", "n", "100000", "usd"),
        ("$100k", "n", "100000", "usd"),
        ("US$1,835.50", "n", "1835.5", "usd"),
        ("100 thousand people", "n", "100000", "peopl"),
        ("56.4 percent", "n", "56.4", "percent"),
        ("24–36 months", "r", "24-36", "month"),
        ("between two and three years", "r", "24-36", "month"),
        ("the 2025-26 season", "r", "2025-2026", "season"),
        ("21 September 2027", "d", "2027-09-21", ""),
        ("Sept. 21, 2027", "d", "2027-09-21", ""),
        ("9/21/2027", "d", "2027-09-21", ""),
        ("2027-09-21", "d", "2027-09-21", ""),
        ("in May", "d", "????-05-??", ""),
        ("14 May 2026", "d", "2026-05-14", ""),
        ("October 1", "d", "????-10-01", ""),
        ("in 2026", "d", "2026-??-??", ""),
        ("h 1 b visa", "name", "h1b", ""),
        ("H1-B visa", "name", "h1b", ""),
        ("Step 2-CK", "name", "step2ck", ""),
        ("New Jersey", "name", "new_jersey", ""),
        ("Form DS-2019", "name", "ds2019", ""),
    ],
)
def test_one_thing_is_read_in_one_form(text, kind, value, unit):
    assert (kind, value, unit) in read(text)


def test_may_is_a_verb_unless_it_is_a_month():
    assert ("word", "may", "") in read("Up to 10 may go.")
    assert not any(kind == "d" for kind, _, _ in read("Step 3 may be taken; up to 10 may go."))


@pytest.mark.parametrize(
    ("text", "comparators"),
    [
        ("at least two years", ["ge"]),
        ("no more than four attempts", ["le"]),
        ("218 or higher", ["ge"]),
        ("more than four attempts", ["gt"]),
        ("fewer than 20 positions", ["lt"]),
        ("since 1 July 2025", ["ge"]),
        ("until 11 December 2026", ["le"]),
        ("before 1 July 2025", ["lt"]),
        ("three or more years", ["ge"]),
        ("four attempts", [""]),
    ],
)
def test_comparators_stay_with_their_number(text, comparators):
    assert [token.comparator for token in tokenize(text) if token.kind in ("n", "d")] == comparators


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Step 3 is not required.", {"must"}),
        ("Step 3 is optional.", {"must"}),
        ("A visitor cannot examine patients.", {"may", "examin", "patient"}),
        ("The exam is not only hard but long.", set()),
        ("No exam is needed.", {"exam", "must"}),
        ("A physician who has no waiver must return home.", {"waiver"}),
        ("A person who has not passed can no longer apply.", {"pass", "may", "apply"}),
        ("A diploma that is not in English also needs a translation.", {"english"}),
        ("Without a waiver, the physician must leave.", {"waiver"}),
        ("It is false that fees are paid.", {"fee", "pay"}),
        ("The fee is not exempt from tax.", set()),
    ],
)
def test_a_negation_reaches_its_clause_and_no_further(text, negated):
    assert {token.value for token in tokenize(text) if token.negated} == negated


@pytest.mark.parametrize(
    ("said", "wanted", "implied"),
    [
        ("2027-09-21", "2027-09-??", True),
        ("2027-09-??", "2027-09-21", False),
        ("2027-09-21", "????-09-21", True),
        ("2027-09-21", "2026-??-??", False),
    ],
)
def test_a_fuller_date_implies_a_poorer_one(said, wanted, implied):
    assert date_implies(said, wanted) is implied


def test_abbreviations_do_not_end_sentences():
    assert len(split_sentences("The U.S. board (e.g. Ohio's) asks Dr. Roy. On Sept. 2 it opens. Really?")) == 3


def test_a_list_item_is_read_with_the_line_that_opens_the_list():
    text = "**ECFMG** needs: [1]\n\n- Step 1, and\n- Step 2 CK"
    assert says(text, ["ECFMG needs Step 2 CK"])
    assert [sentence.text for sentence in sentences(text)][-1] == "ECFMG needs Step 2 CK"


def test_the_match_names_the_alternative_and_the_sentence():
    found = find_fact("Hello. It lasts **two years**. [1]", ["36 months", "24 months"])
    assert (found.alternative, found.sentence) == ("24 months", "It lasts two years.")
    assert find_fact("It lasts.", ["24 months"]) is None


def test_nothing_says_an_empty_fact():
    assert not says("Anything at all.", ["", "the of a"])


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    assert not says(text, ["Step 3 is not required within 90 days of 1 July 2025"])


@given(st.integers(1, 90), st.integers(1, 90))
def test_numbers_match_only_themselves(said, wanted):
    assert says(f"The wait is {said} months.", [f"{wanted} months"]) is (said == wanted)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Step 3 is given in Dubai.", Place.ABROAD),
        ("It is given in Dubai and in the U.S.", Place.USA),
        ("Non-US citizens apply.", Place.USA),
        ("Step 3 is given.", Place.UNSAID),
    ],
)
def test_where_a_sentence_plays(text, place):
    assert place_of(text) is place


def test_a_fact_about_the_united_states_is_not_said_of_another_country():
    assert says("Step 3 is given in Prometric centers.", ["Step 3 is given in the United States"])
    assert not says("Step 3 is given in Dubai.", ["Step 3 is given in the United States"])
    assert not says("A DO has fewer rights than an MD.", ["same rights as an MD"])
