"""Judges: what they are asked, what is reported, and deepeval over a scripted chat model where it is installed."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

import evals.judges.deepeval_judge
from evals.judges.deepeval_judge import judge_with
from evals.judges.items import Agreement, Item, Opinion, agreement, items_of
from evals.judges.report import judge_run, judged_table
from evals.runner import evaluate
from evals.runs import RunFolder
from ingest.errors import SettingsError
from tests.evals.conftest import ScriptedAssistant, answer, case, declined

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."


@pytest.fixture
def run(tmp_path) -> RunFolder:
    replies = {"J-1?": answer(J1), "H-1B?": answer(H1B, J1), "No?": declined()}
    cases = [case("j1", "J-1?"), case("h1b", "H-1B?"), case("no", "No?")]
    folder = RunFolder.create(tmp_path / "run")
    evaluate(cases, ScriptedAssistant(replies), folder)
    return folder


def numbers(item: Item) -> Opinion:
    """A judge that only looks whether the text stands in the quotes."""
    carried = all(sentence.strip(". ") in " ".join(item.quotes) for sentence in item.text.split(". "))
    return Opinion(float(carried), None if item.changed else 0.5)


def scripted(*replies: dict[str, object]) -> GenericFakeChatModel:
    return GenericFakeChatModel(messages=iter([AIMessage(json.dumps(reply)) for reply in replies]))


def test_each_answer_is_judged_as_given_and_with_one_thing_changed(run):
    items = items_of(run.answers(), 10)
    assert [(item.case, item.changed, item.supported) for item in items] == [
        ("j1", False, True),
        ("j1", True, False),
        ("h1b", False, True),
        ("h1b", True, False),
    ]
    assert items[0].text == J1
    assert items[1].text != J1
    assert items[1].quotes == items[0].quotes == (J1,)
    assert items_of(run.answers(), 10) == items
    assert [item.case for item in items_of(run.answers(), 1)] == ["j1", "j1"]


def test_opinions_stand_beside_the_scores_and_change_none(run):
    before = (run.root / "scores.jsonl").read_bytes()
    seen = []
    judged = judge_run(run, numbers, 10, lambda done, total: seen.append((done, total)))
    assert (run.root / "scores.jsonl").read_bytes() == before
    lines = [json.loads(line) for line in (run.root / "judged.jsonl").read_text("utf-8").splitlines()]
    assert [line["faithfulness"] for line in lines] == [1.0, 0.0, 1.0, 0.0]
    assert seen[-1] == (4, 4)
    table = judged_table(judged)
    assert "| Both find support, only our check, only the judge, neither | 2, 0, 0, 2 |" in table
    assert "| Agreement, Cohen's kappa | 100.0%, 1.00 |" in table
    assert "mean share of sentences to the point) | 50.0% |" in table


def test_agreement_leaves_out_failures_and_chance():
    item = Item("a", 0, "q", "t", (), changed=False, supported=True)
    assert agreement([(item, Opinion(None, None, fault="away")), (item, Opinion(0.5, 1.0))]) == Agreement(0, 1, 0, 0)
    assert Agreement(0, 0, 0, 0).share is None
    assert Agreement(4, 0, 0, 0).kappa is None
    assert Agreement(20, 5, 10, 15).kappa == pytest.approx(0.4)


def test_without_deepeval_the_remedy_names_the_extra(monkeypatch):
    monkeypatch.setattr(evals.judges.deepeval_judge, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="deepeval") as caught:
        judge_with(scripted())
    assert "credence-img[judge]" in str(caught.value)


@pytest.mark.skipif(find_spec("deepeval") is None, reason="deepeval, an optional extra, is not installed")
class TestDeepeval:
    item = Item("a", 0, "How long?", f"{J1} It is free.", (J1,), changed=False, supported=False)

    def test_its_scores_come_from_the_verdicts_of_the_chat_model(self):
        judge = judge_with(
            scripted(
                {"truths": [J1]},
                {"claims": [J1, "It is free."]},
                {"verdicts": [{"verdict": "yes"}, {"verdict": "no", "reason": "Nothing says that it is free."}]},
                {"statements": [J1, "It is free."]},
                {"verdicts": [{"verdict": "yes"}, {"verdict": "no", "reason": "The fee was not asked for."}]},
            )
        )
        assert judge(self.item) == Opinion(0.5, 0.5, "Nothing says that it is free.")

    def test_a_model_without_json_is_a_fault_of_the_judge(self):
        judge = judge_with(GenericFakeChatModel(messages=iter([AIMessage("I would rather talk.")])))
        opinion = judge(self.item)
        assert opinion.fault.startswith("ValueError: ")
        assert opinion.faithfulness is None
