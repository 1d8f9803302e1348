"""The report: whole, safe, asking nothing of the network, and readable in a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.types import Outcome
from evals.cases import Kind
from evals.charts import bars, calibration
from evals.metrics.intervals import Estimate
from evals.report import quote_in_context
from evals.runner import evaluate
from evals.runs import RunFolder
from tests.evals.conftest import ScriptedAssistant, answer, case, cite, declined
from tests.ui.conftest import FLAGS, chromium

J1 = "The J-1 lasts at most seven years."
H1B = "The H-1B has a normal limit of six years."
CHROMIUM = chromium()


@pytest.fixture
def report(tmp_path) -> Path:
    cases = [case(f"good-{n}", f"Good {n}?", facts=(("J-1 seven years",),)) for n in range(9)]
    cases += [
        case("bad", "Bad <script>alert(1)</script>?", facts=(("J-1 nine years",),)),
        case("talk", ["First thing?", "Then?"], kind=Kind.DIALOGUE),
        case("no", "No?", kind=Kind.MUST_DECLINE, outcomes=(Outcome.DECLINED,)),
    ]
    replies = {f"Good {n}?": answer(J1, H1B) for n in range(9)}
    replies |= {
        "Bad <script>alert(1)</script>?": replace(answer(H1B), text=f"{H1B} [1] <img src=x onerror=alert(1)>"),
        "First thing?": answer(J1),
        "Then?": answer(H1B),
        "No?": declined(),
    }
    run = RunFolder.create(tmp_path / "trial")
    evaluate(cases, ScriptedAssistant(replies), run)
    return run.root / "report.html"


def test_it_shows_each_case_its_reasons_and_its_quotes_in_context(report):
    page = report.read_text("utf-8")
    assert "11 of 12 cases passed" in page
    assert "fact: does not say: J-1 nine years" in page
    assert f"<mark>{H1B}</mark>" in page
    assert "The J-1 lasts at most seven years. <mark>The H-1B" in page
    assert page.index("<b>bad</b>") < page.index("<b>good-0</b>")
    assert "user: First thing?" in page


def test_words_around_a_quote_leave_out_metadata():
    text = "Hidden.\n<!-- guidance\nid: a\n-->\nBefore. The J-1. After.\n\n## Next\n<!-- id: b -->\nFar."
    start = text.index("The J-1.")
    quote = quote_in_context(replace(cite(J1), start=start, end=start + len("The J-1.")), text)
    assert (quote.before, quote.after) == ("\nBefore. ", " After.\n\n## Next\n …")


def test_it_says_as_of_which_day_it_was_answered(report):
    assert "answered as of 2026-11-22" in report.read_text("utf-8")


def test_it_has_charts_and_the_confusion_matrix(report):
    page = report.read_text("utf-8")
    for title in ("Cases passed by kind", "Cases passed by topic", "Calibration"):
        assert title in page
    assert page.count("<svg") >= 4
    assert re.search(r"<tr><th>declined</th>.*?<td class=\"hit\">1</td>", page)


def test_it_asks_nothing_of_the_network_and_escapes_what_it_shows(report):
    page = report.read_text("utf-8")
    assert not re.search(r"(?:src|href)\s*=|https?://|@import|url\(", page.replace("&lt;img src=x", ""))
    assert "<script>alert(1)" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_charts_place_their_marks_by_value():
    chart = bars("t", [("<all>", Estimate(0.5, 0.25, 0.75, 8))])
    assert 'width="180.0"' in chart
    assert "50% of 8" in chart
    assert "&lt;all&gt;" in chart
    tops = calibration("t", [(n / 16, n >= 8) for n in range(16)])
    assert tops.count(">0%<") == tops.count(">100%<") == 4


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_shows_it_without_errors_or_requests(report):
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(report.as_uri())
        page.get_by_label("only those that fail").check()
        assert page.locator(".case:visible").count() == 1
        assert page.locator("mark:visible").count() == 1
        assert page.locator("svg").count() >= 4
        page.get_by_label("only those that fail").uncheck()
        page.get_by_label("containing").fill("good-3")
        assert page.locator(".case:visible b").all_inner_texts() == ["good-3"]
        browser.close()
    assert asked == [report.as_uri()]
    assert errors == []
