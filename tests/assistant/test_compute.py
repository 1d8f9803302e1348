"""Arithmetic: dates counted from a date, fees added up, shares, remainders; and the check that computes it again."""

from __future__ import annotations

import calendar
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.compose.arithmetic.moments import Duration, Moment, find_moments, shift
from assistant.compose.arithmetic.operations import computations, recomputes
from assistant.compose.arithmetic.prices import prices_of
from assistant.compose.arithmetic.schedules import schedules
from assistant.compose.arithmetic.types import Asked, Rule
from assistant.verify.computed import check_computed

SEVEN = (
    "Under ECFMG's seven-year rule, all exams required for certification must be passed within seven years of the "
    "first one passed."
)
WAIVER = "The waiver job must start within 90 days of receiving the waiver, not within 90 days of the end of the J-1."
GRACE = (
    "H-1B, O-1, E-3 and TN workers may be treated as keeping status for up to 60 days after employment ends, or until "
    "the authorized stay ends if that is sooner."
)
PETITION = (
    "An O-1 physician may be admitted up to 10 days before and 10 days after the petition period, but may work only "
    "during the period itself."
)
ILLINOIS = (
    "A resident in Illinois needs a temporary license, and the application is due at least 60 days before the training "
    "starts."
)
HHS = (
    "A physician must have finished that primary care or psychiatry residency no more than 12 months before the HHS "
    "waiver job starts."
)
ATTEMPTS = (
    "The fourth attempt at a USMLE Step must be at least 12 months after the first attempt and at least 6 months after "
    "the latest one."
)
PERMIT = "Applications for the Texas permit are made 60 to 120 days before training starts, and the fee is USD 200."
ERAS = (
    "In the 2026 season, ERAS charged USD 11 for each of the first 30 programs in a specialty and USD 30 for each "
    "program from the 31st."
)
NRMP = "IMG guides of 2026 give USD 85 for NRMP registration."
LATE = "A late NRMP registration added USD 50 in the guides of 2026."
RANKS = (
    "In the guides of 2026, the NRMP registration fee covers 20 ranked programs, and each further ranked program costs "
    "USD 30."
)
FCVS = "In 2026, guides gave USD 395 for a first FCVS profile and USD 99 for each further profile."
FEES = (
    "In 2026, guides gave these ECFMG fees: USD 110 for the account, USD 580 for the application, USD 110 for each "
    "verified document and USD 945 for the Pathway application."
)
STEPS = "In 2026, guides gave USD 905 for Step 1 and USD 930 for Step 2 CK when the exam is taken abroad."
BASE = (
    "The 2026 fees for testing abroad contain a base fee of USD 695 and an international charge of USD 210 for Step 1 "
    "or USD 235 for Step 2 CK."
)
TAX = "The exemption from Social Security and Medicare tax covers J-1 physicians for the first two calendar years."
WHOLE = "The IRS counts calendar years, so any part of the arrival year counts as a full year for the J-1 exemption."
LIMIT = "A USMLE Step may be attempted at most four times, counting incomplete attempts."


def computed(question: str, *rules: str) -> str | None:
    """The first result for a question, checked by computing it again from the rules that it names."""
    asked = Asked(question)
    found = next(computations(asked, [Rule(rule, f"section {n}") for n, rule in enumerate(rules)]), None)
    assert found is None or not check_computed(found.text, found.rules, asked)
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "rule", "result"),
    [
        (
            "I sat Step 1 on 10 March 2021. By when must I pass Step 2 CK?",
            SEVEN,
            "7 years from 10 March 2021 end on 10 March 2028.",
        ),
        ("I passed Step 1 in June 2019, until when does it count?", SEVEN, "7 years from June 2019 end in June 2026."),
        ("I passed Step 1 in 2019. Until when does it count?", SEVEN, "7 years from 2019 end in 2026."),
        (
            "My waiver was granted on 1 May 2027. By when must the job start?",
            WAIVER,
            "90 days from 1 May 2027 end on 30 July 2027.",
        ),
        (
            "My last day of work on H-1B was 10 October 2026. Until when may I stay?",
            GRACE,
            "60 days from 10 October 2026 end on 9 December 2026.",
        ),
        (
            "My petition period ends on 31 May 2027; until what day may I stay?",
            PETITION,
            "10 days from 31 May 2027 end on 10 June 2027.",
        ),
        (
            "My petition period starts on 31 May 2027. How early may I enter, from what day?",
            PETITION,
            "10 days before 31 May 2027 is 21 May 2027.",
        ),
        (
            "Training in Illinois starts on 1 July 2027. Latest date for the application?",
            ILLINOIS,
            "60 days before 1 July 2027 is 2 May 2027.",
        ),
        (
            "I finish residency on 30 June 2027. Until when may the HHS waiver job start?",
            HHS,
            "12 months from 30 June 2027 end on 30 June 2028.",
        ),
        (
            "My first attempt at the Step was on 5 January 2026. When may the fourth be?",
            ATTEMPTS,
            "12 months from 5 January 2026 end on 5 January 2027.",
        ),
        (
            "My training starts on 1 July 2027; when are applications for the Texas permit made?",
            PERMIT,
            "120 days before 1 July 2027 is 3 March 2027, and 60 days before it is 2 May 2027.",
        ),
        (
            "I passed Step 1 on 5 June 2019. Is it too late for ECFMG on 1 August 2026?",
            SEVEN,
            "7 years from 5 June 2019 end on 5 June 2026, before 1 August 2026.",
        ),
    ],
)
def test_dates_are_counted_from_the_event_that_the_rule_names(question, rule, result):
    assert computed(question, rule) == result


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("By when must I pass Step 2 CK after Step 1?", SEVEN),
        ("I passed Step 1 on 10 March. By when must I pass Step 2 CK?", SEVEN),
        ("I passed Step 1 on 30 February 2021. By when must I pass Step 2 CK?", SEVEN),
        ("I passed Step 1 before the 2027 Match. By when must I pass Step 2 CK?", SEVEN),
        ("I passed Step 1 on 10 March 2021. Which exam is next?", SEVEN),
        ("My J-1 ends on 1 May 2027. By when must the waiver job start?", WAIVER),
        ("My H-1B stamp expires on 1 May 2027. Until when may I stay?", GRACE),
        ("The visa interview was in June 2027. Until when may I stay?", GRACE),
        ("I took a Step on 20 May 2026 and failed. When may I take a fourth attempt?", ATTEMPTS),
        ("My waiver was granted in May 2027. By when must the job start?", WAIVER),
        ("My H-1B job ended on 1 May 2027. When do the six years end?", GRACE),
    ],
)
def test_nothing_is_computed_without_a_fitting_date(question, rule):
    assert computed(question, rule) is None


@pytest.mark.parametrize(
    ("question", "rules", "result"),
    [
        (
            "How much do 40 programs in one specialty cost?",
            [ERAS],
            "30 × USD 11 + 10 × USD 30 = USD 630 for 40 programs in one specialty.",
        ),
        ("What do 25 ERAS applications cost?", [ERAS], "25 × USD 11 = USD 275 for 25 ERAS applications."),
        (
            "32 programs in each of two specialties, total?",
            [ERAS],
            "2 × (30 × USD 11 + 2 × USD 30) = USD 780 for 32 programs in each of two specialties.",
        ),
        (
            "ERAS for 43 internal medicine and 7 radiology programs, sum?",
            [ERAS],
            "30 × USD 11 + 13 × USD 30 (43 internal medicine) + 7 × USD 11 (7 radiology programs) = USD 797.",
        ),
        ("What do three FCVS profiles cost?", [FCVS], "USD 395 + 2 × USD 99 = USD 593 for three FCVS profiles."),
        (
            "Account plus Pathway application and three documents, sum?",
            [FEES],
            "USD 110 (Account) + USD 945 (Pathway application) + 3 × USD 110 (three documents) = USD 1,385.",
        ),
        ("Step 1 and Step 2 CK, together?", [BASE, STEPS], "USD 905 (Step 1) + USD 930 (Step 2 CK) = USD 1,835."),
    ],
)
def test_fees_are_added_up_as_the_rules_give_them(question, rules, result):
    assert computed(question, *rules) == result


def test_a_fee_that_covers_the_first_ones_is_added_to_those_beyond():
    found = next(computations(Asked("What does it cost to rank 26 programs?"), [Rule(NRMP, "n"), Rule(RANKS, "n")]))
    assert found.text == "USD 85 + 6 × USD 30 = USD 265 for 26 programs."
    assert [rule.text for rule in found.rules] == [NRMP, RANKS]


def test_a_late_fee_comes_on_top_and_only_when_lateness_is_named():
    rules = [Rule(text, "nrmp") for text in (NRMP, LATE, RANKS)]
    late = next(computations(Asked("NRMP registration late, how much in all?"), rules))
    on_time = next(computations(Asked("I register with NRMP on time and rank 22 programs. How much together?"), rules))
    assert "USD 85 + USD 50 = USD 135" in late.text
    assert on_time.text.endswith("= USD 145.")


@pytest.mark.parametrize(
    "question",
    [
        "How much does ERAS cost?",
        "How much is an FCVS profile?",
        "Which programs cost the most?",
        "ERAS for 45 programs and a flight to Boston, total?",
        "How much are 15 interviews?",
        "What does the 2026 season cost?",
    ],
)
def test_no_sum_without_a_count_or_with_a_thing_that_has_no_price(question):
    assert computed(question, ERAS, FCVS) is None


def test_the_first_calendar_years_count_the_year_of_arrival():
    question = (
        "I arrive on J-1 in June 2027. Up to the end of which year am I free of Social Security and Medicare tax?"
    )
    assert computed(question, TAX, WHOLE) == (
        "The first 2 calendar years counted from June 2027 are 2027 and 2028, so they end on 31 December 2028."
    )
    assert computed(question, TAX) is None


@pytest.mark.parametrize(
    ("question", "rule", "result"),
    [
        ("I failed Step 1 twice. How many attempts are left?", LIMIT, "4 − 2 = 2 attempts left."),
        ("How many attempts are left for me?", LIMIT, None),
        (
            "I have spent 2 years on H-1B. How much is left?",
            "The H-1B has a normal limit of six years.",
            "6 years − 2 years = 4 years left.",
        ),
        ("I have spent 2 years on J-1. How much is left?", "The H-1B has a normal limit of six years.", None),
        (
            "What percentage completed the UCLA program?",
            "177 of 204 participants completed the UCLA IMG program.",
            "177 of 204 is 86.8%.",
        ),
        (
            "After how many years are the payments complete?",
            "It takes 120 separate monthly payments.",
            "120 monthly payments ÷ 12 a year = 10 years.",
        ),
        ("How many years would I owe the clinic?", "It takes 120 separate monthly payments.", None),
    ],
)
def test_shares_and_remainders(question, rule, result):
    assert computed(question, rule) == result


def test_amounts_of_successive_years_are_added_up_from_table_rows():
    rows = [Rule(row, "pay") for row in ("| PGY-1 | USD 68,166 |", "| PGY-2 | USD 70,499 |", "| PGY-3 | USD 73,301 |")]
    asked = Asked("What would the first three years of residency pay me in all?")
    found = next(computations(asked, rows))
    assert found.text == "USD 68,166 + USD 70,499 + USD 73,301 = USD 211,966 for the first 3 years."
    assert next(computations(asked, rows[1:]), None) is None


DATES = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@given(DATES, st.integers(1, 40), st.integers(1, 4000))
def test_adding_and_taking_away_days_ends_where_it_began(day, years, days):
    moment = Moment(day.year, day.month, day.day)
    later = shift(moment, Duration(days, "day"))
    assert later is not None
    assert shift(later, Duration(days, "day"), -1) == moment
    assert later.first_day - moment.first_day == dt.timedelta(days=days)
    ended = shift(moment, Duration(years, "year"))
    assert ended is not None
    after = shift(ended, Duration(days, "day"))
    assert after is None if ended.day is None else after is not None and after > ended


@given(DATES, st.integers(1, 200))
def test_months_keep_the_day_or_say_none(day, months):
    end = shift(Moment(day.year, day.month, day.day), Duration(months, "month"))
    assert end is not None
    assert (end.year - day.year) * 12 + (end.month or 0) - day.month == months
    length = calendar.monthrange(end.year, end.month or 0)[1]
    assert end.day == (day.day if day.day <= length else None)


@given(DATES)
def test_a_date_is_read_as_it_was_written(day):
    assert [m for _, _, m in find_moments(f"on {day.day} {day:%B} {day.year}")] == [
        Moment(day.year, day.month, day.day)
    ]


def test_a_coarse_date_gives_no_finer_one():
    assert shift(Moment(2027, 6), Duration(90, "day")) is None
    assert shift(Moment(2027), Duration(6, "month")) is None
    assert shift(Moment(2024, 2, 29), Duration(7, "year")) == Moment(2031, 2)


@given(st.integers(1, 400))
def test_a_schedule_never_falls_and_rises_by_the_price_of_one(count):
    (plan,) = schedules([Rule(ERAS)])

    def total(number: int) -> int:
        return sum(part.count * int(part.amount) for part in plan.parts(number) or ())

    assert total(count + 1) - total(count) == (11 if count < 30 else 30)


@given(st.integers(2, 300), st.data())
def test_a_changed_number_is_not_computed_again(count, data):
    asked = Asked(f"How much do {count} programs in one specialty cost?")
    rules = [Rule(ERAS)]
    (found,) = list(computations(asked, rules))[:1]
    assert recomputes(found.text, rules, asked)
    places = [match.start() for match in re.finditer(r"\d", found.text)]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != found.text[place]]))
    changed = found.text[:place] + digit + found.text[place + 1 :]
    assert check_computed(changed, rules, asked)


@pytest.mark.parametrize("quotes", [[], [NRMP], [ERAS.replace("30 programs", "20 programs")]])
def test_another_quote_does_not_carry_a_result(quotes):
    asked = Asked("How much do 40 programs in one specialty cost?")
    found = next(computations(asked, [Rule(ERAS)]))
    assert check_computed(found.text, [Rule(quote) for quote in quotes], asked)
    assert check_computed(found.text, found.rules, Asked("How much do 41 programs in one specialty cost?"))


@pytest.mark.parametrize(
    "rule",
    [
        "Commercial clinical rotations cost roughly USD 1,000 to 3,000 for 4 weeks.",
        "The H-1B training fee (ACWIA) was USD 750 or USD 1,500.",
        "The older figure of USD 731 applied before the fee rule of 24 July 2020 took effect.",
    ],
)
def test_ranges_and_older_figures_are_no_prices(rule):
    assert not prices_of(Rule(rule))
