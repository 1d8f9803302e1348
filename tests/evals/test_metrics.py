"""Each score on small answers whose value is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Outcome, Statement, StatementKind
from evals.cases import ExpectedVerdict
from evals.metrics.citations import citation_precision, citation_recall, invalid_citations, unsupported_statements
from evals.metrics.computed import computed_holds
from evals.metrics.dates import too_old, undated
from evals.metrics.facts import forbidden_said, key_fact_recall, reader_text
from evals.metrics.intervals import estimate, mcnemar_p, randomisation_p
from evals.metrics.outcomes import confusion, is_false_answer, is_false_refusal, verdict_of
from evals.metrics.ranking import rank_scores
from evals.metrics.support import supports
from evals.metrics.timing import percentile, words
from tests.evals.conftest import DIGEST, GUIDANCE, answer, cite, declined

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."


def stored(digest: str) -> str | None:
    return GUIDANCE if digest == DIGEST else None


class TestOutcomes:
    def test_confusion_counts_expected_by_actual(self):
        matrix = confusion([(Outcome.ANSWERED, Outcome.DECLINED)] * 2 + [(Outcome.CLARIFY, Outcome.CLARIFY)])
        assert matrix[Outcome.ANSWERED][Outcome.DECLINED] == 2
        assert matrix[Outcome.CLARIFY][Outcome.CLARIFY] == 1
        assert sum(sum(row.values()) for row in matrix.values()) == 3

    @pytest.mark.parametrize(
        ("expected", "actual", "false_answer", "false_refusal"),
        [
            ([Outcome.ANSWERED], Outcome.ANSWERED, None, False),
            ([Outcome.ANSWERED], Outcome.DECLINED, None, True),
            ([Outcome.DECLINED], Outcome.ANSWERED, True, None),
            ([Outcome.DECLINED], Outcome.DECLINED, False, None),
            ([Outcome.CLARIFY], Outcome.PARTIAL, True, None),
            ([Outcome.PARTIAL, Outcome.DECLINED], Outcome.DECLINED, None, None),
        ],
    )
    def test_false_answers_and_refusals(self, expected, actual, false_answer, false_refusal):
        assert is_false_answer(expected, actual) is false_answer
        assert is_false_refusal(expected, actual) is false_refusal

    @pytest.mark.parametrize(
        ("opening", "verdict"),
        [
            ("Yes.", "yes"),
            ("No, by no means.", "no"),
            ("That depends on the state.", "depends"),
            ("Yesterday was late.", "none"),
            ("No fee is charged.", "none"),
            ("Nobody knows.", "none"),
        ],
    )
    def test_verdicts(self, opening, verdict):
        assert verdict_of(replace(answer(J1), text=f"**{opening}** more")) is ExpectedVerdict(verdict)

    def test_a_verdict_statement_decides(self):
        assert verdict_of(answer(J1, verdict="No.")) is ExpectedVerdict.NO


class TestFacts:
    def test_recall_is_the_share_of_facts_said(self):
        text = reader_text(answer(J1, H1B))
        assert key_fact_recall(text, [["J-1 at most 84 months"], ["H-1B seven years"]]) == 0.5
        assert key_fact_recall(text, []) is None

    def test_forbidden_claims_are_found_with_their_sentence(self):
        (match,) = forbidden_said(f"{J1} {H1B}", [["H-1B six years"], ["J-1 six years"]])
        assert match.sentence == H1B


class TestSupport:
    @pytest.mark.parametrize(
        ("statement", "supported"),
        [
            (J1, True),
            ("A J-1 lasts seven years at most.", True),
            ("The J-1 lasts at most six years.", False),
            ("The H-1B lasts at most seven years.", False),
            ("The J-1 does not last at most seven years.", False),
            ("The J-1 lasts at most seven years and its holder may vote in Ohio.", False),
        ],
    )
    def test_a_statement_needs_its_words_in_the_quotes(self, statement, supported):
        assert supports([J1], statement) is supported

    def test_no_quote_supports_nothing(self):
        assert not supports([], J1)


class TestCitations:
    def test_a_good_answer_scores_one(self):
        good = answer(J1, H1B, verdict="No.")
        assert invalid_citations(good, stored) == []
        assert citation_recall(good) == citation_precision(good) == 1.0

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"start": 1}, "quotes"),
            ({"quote": "The J-1 lasts at most nine years."}, "quotes"),
            ({"digest": "sha256:0"}, "no stored text"),
            ({"quote": " ", "start": 3, "end": 4}, "quotes nothing"),
        ],
    )
    def test_a_changed_citation_is_invalid(self, change, reason):
        bad = replace(answer(J1), citations=(replace(cite(J1), **change),))
        assert reason in invalid_citations(bad, stored)[0]

    def test_a_number_without_citation_is_dangling(self):
        bad = replace(answer(J1), citations=())
        assert invalid_citations(bad, stored) == ["[1] is cited but not listed"]
        assert unsupported_statements(bad) == [J1]

    def test_a_citation_that_adds_nothing_lowers_precision(self):
        both = replace(
            answer(J1, H1B),
            statements=(Statement(J1, StatementKind.QUOTED, (1, 2)),),
        )
        assert citation_recall(both) == 1.0
        assert citation_precision(both) == 0.5

    def test_two_quotes_that_only_support_together_are_both_precise(self):
        sentence = "The J-1 lasts at most seven years and the H-1B has a normal limit of six years."
        both = replace(answer(J1, H1B), statements=(Statement(sentence, StatementKind.MODEL, (1, 2)),))
        assert citation_precision(both) == 1.0

    def test_an_invented_sentence_lowers_both(self):
        bad = replace(answer(J1), statements=(Statement("The J-1 lasts five years.", StatementKind.MODEL, (1,)),))
        assert citation_recall(bad) == citation_precision(bad) == 0.0

    def test_a_refusal_needs_no_citation(self):
        assert citation_recall(declined()) is None
        assert citation_precision(declined()) is None


class TestDates:
    """J1 rests on evidence of September, H1B on evidence of the year before."""

    both = replace(answer(J1, H1B), citations=(cite(J1, 1), cite(H1B, 2, "old", date(2025, 9, 1))))
    since = date(2026, 1, 1)

    def test_the_evidence_of_the_key_fact_has_to_be_recent(self):
        assert too_old(self.both, self.since, [("J-1 seven years",)], []) == []
        (reason,) = too_old(self.both, self.since, [("J-1 seven years",), ("H-1B six years",)], [])
        assert reason == "'H-1B six years' rests on [2], as of 2025-09-01, expected 2026-01-01 or later"

    def test_without_a_fact_an_accepted_section_has_to_be_recent(self):
        assert too_old(self.both, self.since, [], ["visas#length"]) == []
        assert too_old(self.both, self.since, [("nothing said",)], ["visas#old"]) != []
        assert too_old(self.both, self.since, [], []) == []

    def test_one_recent_source_of_a_fact_is_enough(self):
        twice = replace(self.both, statements=(Statement(J1, StatementKind.QUOTED, (1, 2)),))
        assert too_old(twice, self.since, [("J-1 seven years",)], []) == []

    def test_evidence_without_a_date_is_named(self):
        bad = replace(answer(J1), citations=(cite(J1, as_of=None),))
        assert undated(bad) == ["[1] has no date"]
        assert undated(self.both) == []
        assert "as of no date" in too_old(bad, self.since, [], [])[0]


class TestRanking:
    def test_scores_of_known_rankings(self):
        scores = rank_scores(
            {"first": ["a", "b"], "third": ["x", "x", "y", "a"], "never": ["x"]},
            {"first": ["a"], "third": ["a", "b"], "never": ["a"], "nothing": ["a"]},
        )
        assert scores["first"] == {"Success@1": 1.0, "Success@5": 1.0, "R@5": 1.0, "RR": 1.0}
        assert scores["third"] == pytest.approx({"Success@1": 0.0, "Success@5": 1.0, "R@5": 0.5, "RR": 1 / 3})
        assert set(scores["never"].values()) == set(scores["nothing"].values()) == {0.0}


class TestTiming:
    def test_words_leave_out_marks(self):
        assert words("**USD 1,835** for J-1 holders. [1] [2]") == 5

    def test_percentiles_interpolate(self):
        assert percentile([4, 1, 3, 2], 50) == 2.5
        assert percentile([1], 95) == 1
        assert percentile([], 95) is None


class TestIntervals:
    @given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
    def test_the_interval_holds_the_mean(self, values):
        found = estimate(values, resamples=200)
        assert found.n == len(values)
        assert found.low - 1e-9 <= found.mean <= found.high + 1e-9 or len(values) < 3

    def test_a_constant_has_no_width_and_nothing_no_estimate(self):
        found = estimate([1.0] * 9)
        assert (found.low, found.mean, found.high) == (1.0, 1.0, 1.0)
        assert estimate([]) is None

    def test_mcnemar_is_exact(self):
        assert mcnemar_p(0, 0) == 1.0
        assert mcnemar_p(0, 6) == pytest.approx(2 / 2**6)
        assert mcnemar_p(3, 3) == 1.0

    def test_randomisation_tells_chance_from_change(self):
        assert randomisation_p([0.0] * 30, [1.0] * 30) < 0.001
        assert randomisation_p([0.0, 1.0] * 10, [1.0, 0.0] * 10) > 0.9
        assert randomisation_p([0.5], [0.5]) == 1.0


TIERS = (
    "ERAS charged USD 11 for each of the first 30 programs in a specialty and USD 30 for each program from the 31st."
)
RULE = "All exams must be passed within seven years of the first one passed."


class TestComputed:
    """Computed statements, worked out apart from the assistant."""

    @pytest.mark.parametrize(
        ("statement", "quote", "question"),
        [
            ("30 × USD 11 + 10 × USD 30 = USD 630 for 40 programs.", TIERS, "What do 40 programs cost?"),
            ("2 × (30 × USD 11 + 2 × USD 30) = USD 780 for 32 programs.", TIERS, "32 programs in two specialties?"),
            ("7 years from 10 March 2021 end on 10 March 2028.", RULE, "I passed on 10 March 2021. Until when?"),
            ("7 years from June 2019 end in June 2026.", RULE, "passed in june 2019, until when?"),
            (
                "7 years from 5 June 2019 end on 5 June 2026, before 1 August 2026.",
                RULE,
                "I passed on 5 June 2019. Is 1 August 2026 too late?",
            ),
            ("60 days before 1 July 2027 is 2 May 2027.", "It is due at least 60 days before.", "From 1 July 2027?"),
            ("120 days from 1 March 2027 end on 29 June 2027.", "Within 120 calendar days.", "Filed 1 March 2027."),
            ("177 of 204 is 86.8%.", "177 of 204 participants completed it.", "What share?"),
            ("120 monthly payments ÷ 12 a year = 10 years.", "After 120 separate monthly payments.", "How many years?"),
            ("4 − 2 = 2 attempts left.", "At most four attempts.", "I failed twice. How many are left?"),
            ("6 years − 2 years = 4 years left.", "The limit is six years.", "I used 2 years."),
        ],
    )
    def test_a_right_calculation_holds_and_a_changed_one_does_not(self, statement, quote, question):
        assert computed_holds(statement, [quote], question)
        assert not computed_holds(statement, [], question)
        assert not computed_holds(statement, ["Nothing is said."], "Nothing?")
        for place, character in enumerate(statement.split(" for ")[0]):
            if character.isdigit():
                other = str((int(character) + 3) % 10)
                assert not computed_holds(statement[:place] + other + statement[place + 1 :], [quote], question)

    @pytest.mark.parametrize(
        "statement",
        [
            "ERAS costs USD 630.",
            "__import__('os') = USD 630.",
            "USD 30 ** 2 = USD 900.",
            "30 × USD 11 = USD 330, and then some.",
            "30 × USD 11 = USD 330 for 40 programs.",
            "30 × USD 11 (for 12 programs) = USD 330.",
            "7 years from 31 August 2024 end on 31 August 2031, before 1 January 2030.",
        ],
    )
    def test_what_is_no_calculation_from_the_inputs_does_not_hold(self, statement):
        assert not computed_holds(statement, [TIERS.replace("first 30", "first 35"), RULE], "on 31 August 2024?")

    def test_a_computed_statement_needs_a_citation_that_carries_it(self):
        text = "7 years from 10 March 2021 end on 10 March 2028."
        statement = Statement(text, StatementKind.COMPUTED, (1,))
        shown = replace(answer(J1), question="I came on 10 March 2021. Until when?", statements=(statement,))
        assert unsupported_statements(shown) == []
        assert citation_precision(shown) == 1.0
        other = replace(shown, question="I came on 11 March 2021. Until when?")
        assert unsupported_statements(other) == [text]
