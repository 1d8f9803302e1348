"""Asking, scoring, comparing and gating, against a scripted assistant."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.types import Outcome, Reason, Turn, WarningKind
from evals.baseline import check_baseline, read_baseline, write_baseline
from evals.cases import Case, CaseTurn, ExpectedVerdict, Kind
from evals.compare import compare
from evals.generate import generate
from evals.runner import evaluate, export, judge
from evals.runs import RunFolder
from evals.score import score
from evals.summary import summarize
from ingest.errors import InputError
from tests.evals.conftest import DIGEST, GUIDANCE, ScriptedAssistant, ScriptedLibrary, answer, case, cite, declined

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."


@pytest.fixture
def run(tmp_path):
    return RunFolder.create(tmp_path / "runs" / "one")


def scored(one: Case, reply, run):
    assistant = ScriptedAssistant({one.question: reply})
    (found,) = evaluate([one], assistant, run).scores
    return found


def reasons(one: Case, reply, run) -> list[str]:
    return [f"{check.name}: {check.reason}" for check in scored(one, reply, run).failures]


class TestGenerate:
    def test_a_dialogue_carries_its_own_answers_as_history(self, run):
        one = case("d", ["First?", "Then?"], kind=Kind.DIALOGUE)
        assistant = ScriptedAssistant({"First?": answer(J1), "Then?": answer(H1B)})
        generate([one], assistant, run)
        assert assistant.asked[1][1] == (Turn("user", "First?"), Turn("assistant", answer(J1).text))

    def test_a_scripted_reply_stands_in_for_the_answer(self, run):
        turns = (CaseTurn("user", "First?"), CaseTurn("assistant", "Scripted."), *case("x", "Then?").turns)
        one = replace(case("d"), turns=(*turns[:2], replace(turns[2], forget=("visa=J-1",))))
        assistant = ScriptedAssistant({"First?": answer(J1), "Then?": answer(H1B)})
        generate([one], assistant, run)
        assert [turn.content for turn in assistant.asked[1][1]] == ["First?", "Scripted."]
        assert assistant.asked[1][2] == ("visa=J-1",)

    def test_an_interrupted_run_goes_on_where_it_stopped(self, run):
        cases = [case("a", "A?"), case("b", "B?")]
        generate(cases[:1], ScriptedAssistant({"A?": answer(J1)}), run)
        with (run.root / "answers.jsonl").open("a") as file:
            file.write('{"case": "b", "turn"')
        assistant = ScriptedAssistant({"B?": answer(H1B)})
        progress = []
        generate(cases, assistant, run, notify=lambda done, total: progress.append((done, total)))
        assert [question for question, _, _ in assistant.asked] == ["B?"]
        assert [record.case for record in run.answers()] == ["a", "b"]
        assert progress == [(1, 2), (2, 2)]

    def test_a_changed_question_is_asked_again_and_changed_expectations_are_not(self, run):
        assistant = ScriptedAssistant({"A?": answer(J1), "B?": answer(J1)})
        for one in (case("a", "A?"), case("a", "A?", max_words=3), case("a", "B?")):
            generate([one], assistant, run)
        assert [question for question, _, _ in assistant.asked] == ["A?", "B?"]

    def test_a_run_stays_with_its_generation(self, run):
        generate([case("a")], ScriptedAssistant({"How long?": answer(J1)}), run)
        other = ScriptedAssistant({}, library=ScriptedLibrary("g2"))
        with pytest.raises(InputError, match="generation g1"):
            generate([case("b")], other, run)

    def test_cited_texts_are_kept_with_the_run(self, run):
        generate([case("a")], ScriptedAssistant({"How long?": answer(J1)}), run)
        assert run.text(DIGEST) == GUIDANCE
        assert run.answers()[0].answer == answer(J1)
        assert run.config().generation == "g1"

    def test_a_fault_fails_its_case_and_no_other(self, run):
        cases = [case("a", "A?"), case("b", "B?")]
        result = evaluate(cases, ScriptedAssistant({"A?": RuntimeError("broken"), "B?": answer(J1)}), run)
        assert result.summary.results == {"a": False, "b": True}
        assert result.scores[0].failures[0].reason == "RuntimeError: broken"


class TestScore:
    def test_a_good_answer_passes_with_full_scores(self, run):
        one = case(
            "a",
            facts=(("J-1 at most seven years",),),
            forbidden=(("six years",),),
            sections=("visas#length",),
            verdict=ExpectedVerdict.NO,
            as_of=date(2026, 9, 1),
            warnings=(WarningKind.VOLATILE,),
            max_words=20,
        )
        found = scored(one, answer(J1, verdict="No.", warnings=[WarningKind.VOLATILE]), run)
        assert found.passed, found.failures
        for name in ("outcome", "key_facts", "no_forbidden_claim", "citation_validity", "citation_recall", "RR"):
            assert found.values[name] == 1.0, name

    @pytest.mark.parametrize(
        ("expect", "reply", "reason"),
        [
            ({"facts": (("J-1 five years", "J-1 60 months"),)}, answer(J1), "fact: does not say: J-1 five years | J-1"),
            ({"forbidden": (("J-1 seven years",),)}, answer(J1), "forbidden: says 'J-1 seven years'"),
            ({"outcomes": (Outcome.CLARIFY,)}, answer(J1), "outcome: ended as answered, expected clarify"),
            ({}, declined(), "outcome: ended as declined (not_covered), expected answered"),
            (
                {"outcomes": (Outcome.DECLINED,), "reasons": (Reason.CLINICAL,)},
                declined(),
                "reason: the reason is not_covered, expected clinical",
            ),
            ({"sections": ("visas#other",)}, answer(J1), "section: cites visas#length, expected visas#other"),
            ({"verdict": ExpectedVerdict.YES}, answer(J1, verdict="No."), "verdict: opens with no, expected yes"),
            (
                {"as_of": date(2026, 10, 1)},
                answer(J1),
                "as_of: the answer rests on [1], as of 2026-09-01, expected 2026-10-01 or later",
            ),
            ({"as_of": True}, replace(answer(J1), citations=(cite(J1, as_of=None),)), "as_of: [1] has no date"),
            ({"warnings": (WarningKind.STALE,)}, answer(J1), "warning: shows no stale warning"),
            ({"max_words": 3}, answer(J1), "length: has 7 words, at most 3 wanted"),
            ({}, replace(answer(J1), citations=(replace(cite(J1), start=5),)), "citation: [1] quotes"),
            ({}, replace(answer(J1), citations=(), statements=()), "citation: answers without a citation"),
        ],
    )
    def test_each_lost_point_has_its_reason(self, run, expect, reply, reason):
        found = reasons(case("a", **expect), reply, run)
        assert any(text.startswith(reason) for text in found), found

    def test_a_turn_in_the_middle_is_judged_when_it_expects(self, run):
        one = case("d", ["First?", "Then?"], facts=(("H-1B six years",),))
        middle = replace(one.turns[0], expect=replace(one.turns[1].expect, facts=(("J-1 six years",),)))
        one = replace(one, turns=(middle, one.turns[1]))
        result = evaluate([one], ScriptedAssistant({"First?": answer(J1), "Then?": answer(H1B)}), run)
        assert [(score.turn, score.last, score.passed) for score in result.scores] == [
            (0, False, False),
            (1, True, True),
        ]
        assert result.summary.results == {"d": False}

    def test_a_case_that_was_not_asked_fails(self):
        (found,) = score([case("a")], [], lambda digest: None)
        assert found.failures[0].reason == "there is no answer in the run"

    def test_answers_are_judged_anew_without_asking(self, run):
        evaluate([case("a")], ScriptedAssistant({"How long?": answer(J1)}), run)
        assert judge([case("a", facts=(("J-1 nine years",),))], run).summary.passed == 0


class TestSummary:
    def test_metrics_count_each_case_once(self, run):
        cases = [
            case("a", "A?"),
            case("b", "B?"),
            case("c", "C?", kind=Kind.MUST_DECLINE, outcomes=(Outcome.DECLINED,)),
        ]
        replies = {"A?": answer(J1), "B?": declined(), "C?": answer(H1B)}
        summary = evaluate(cases, ScriptedAssistant(replies), run).summary
        assert (summary.passed, summary.cases) == (1, 3)
        assert summary.metrics["no_false_refusal"].mean == 0.5
        assert summary.metrics["no_false_answer"].mean == 0.0
        assert summary.groups["kind"]["single"]["passed"].n == 2
        assert summary.confusion[Outcome.DECLINED][Outcome.ANSWERED] == 1
        assert summary.latency_ms["p95"] > 0

    def test_a_run_writes_all_its_files(self, run, tmp_path):
        result = evaluate([case("a")], ScriptedAssistant({"How long?": answer(J1)}), run)
        export(result, tmp_path / "out.json", tmp_path / "out.html")
        assert {path.name for path in run.root.iterdir()} == {
            "config.json", "answers.jsonl", "documents", "scores.jsonl", "summary.json", "summary.md", "report.html",
        }  # fmt: skip
        assert json.loads((tmp_path / "out.json").read_text())["turns"][0]["passed"] is True
        assert "1 of 1 cases passed" in (run.root / "summary.md").read_text()
        assert (tmp_path / "out.html").read_text() == (run.root / "report.html").read_text()


class TestCompare:
    def test_better_and_worse_cases_are_told_apart(self, tmp_path):
        cases = [case(name, f"{name}?", facts=(("J-1 seven years",),)) for name in "abcd"]
        before = evaluate(
            cases[:3],
            ScriptedAssistant({"a?": answer(J1), "b?": answer(H1B), "c?": answer(J1)}),
            RunFolder.create(tmp_path / "1"),
        )
        after = evaluate(
            cases[1:],
            ScriptedAssistant({"b?": answer(J1), "c?": answer(H1B), "d?": answer(J1)}),
            RunFolder.create(tmp_path / "2"),
        )
        found = compare(before.scores, after.scores)
        assert [change.case for change in found.better] == ["b"]
        assert [change.case for change in found.worse] == ["c"]
        assert found.worse[0].reasons == ("fact: does not say: J-1 seven years",)
        assert (found.both, found.only_before, found.only_after) == (2, ("a",), ("d",))
        passed = next(change for change in found.metrics if change.metric.name == "passed")
        assert (passed.before, passed.after, passed.p, passed.n) == (0.5, 0.5, 1.0, 2)


class TestBaseline:
    @pytest.fixture
    def summaries(self, tmp_path):
        def make(name: str, **replies):
            cases = [case(key, f"{key}?", facts=(("J-1 seven years",),)) for key in replies]
            assistant = ScriptedAssistant({f"{key}?": answer(quote) for key, quote in replies.items()})
            return summarize(evaluate(cases, assistant, RunFolder.create(tmp_path / name)).scores)

        return make

    def test_the_same_run_holds(self, summaries, tmp_path):
        path = tmp_path / "baseline.json"
        summary = summaries("1", a=J1, b=H1B)
        write_baseline(summary, {}, path)
        assert check_baseline(summary, read_baseline(path)).passed
        assert read_baseline(path).passing == ["a"]

    def test_a_lost_case_and_a_fallen_metric_fail_and_a_gain_is_named(self, summaries, tmp_path):
        path = tmp_path / "baseline.json"
        write_baseline(summaries("1", a=J1, b=H1B, c=J1), {}, path)
        gate = check_baseline(summaries("2", a=H1B, b=J1, c=H1B), read_baseline(path))
        assert not gate.passed
        assert "a passed and fails now" in gate.losses
        assert any(loss.startswith("Key-fact recall fell from 66.7% to 33.3%") for loss in gate.losses)
        assert gate.gains == ("b",)

    def test_a_selection_is_gated_by_its_cases_alone(self, summaries, tmp_path):
        path = tmp_path / "baseline.json"
        write_baseline(summaries("1", a=J1, b=H1B), {}, path)
        part = summaries("2", b=H1B)
        assert check_baseline(part, read_baseline(path), whole=False).passed
        assert "a is in the baseline and was not run" in check_baseline(part, read_baseline(path)).losses

    def test_a_lost_case_needs_a_reason(self, summaries, tmp_path):
        path = tmp_path / "baseline.json"
        write_baseline(summaries("1", a=J1), {}, path)
        worse = summaries("2", a=H1B)
        with pytest.raises(InputError, match="1 cases passed in the baseline and fail now: a"):
            write_baseline(worse, {}, path)
        write_baseline(worse, {"a": "the rule changed in November"}, path)
        assert read_baseline(path).failing == {"a": "the rule changed in November"}

    def test_a_missing_baseline_names_its_remedy(self, tmp_path):
        with pytest.raises(InputError, match="--write-baseline"):
            read_baseline(tmp_path / "none.json")
