"""Asking: chips, options, follow-ups, stop, retry, edit and resend."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import HOME, Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_chips_options_and_follow_ups(visits: Any, site: Site, width: int) -> None:
    window = visits(width).open()
    page = window.page
    window.ask(HOME)
    page.locator(".next button", has_text="What is Conrad 30?").click()
    page.locator(".turn").nth(1).locator(".acts").wait_for()
    assert page.locator(".turn").nth(1).locator(".bubble").inner_text() == "What is Conrad 30?"
    chip = page.locator("#told .chip")
    assert chip.inner_text() == "J-1"
    chip.click()
    assert page.locator("#told").is_hidden()
    window.ask("How many years of training do I need?")
    question, history, forget = site.assistant.asked[-1]
    assert forget == ("visa=J-1",)
    assert [turn.role for turn in history] == ["user", "assistant"] * 2
    page.locator(".options button", has_text="Ohio").click()
    page.locator(".turn").nth(3).locator(".acts").wait_for()
    assert "two years of accredited training" in page.locator(".turn").nth(3).inner_text()


def test_stop_retry_edit_and_resend(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    site.assistant.release.clear()
    site.assistant.left.clear()
    page.fill("#ask-field", "Hold the gate")
    page.keyboard.press("Enter")
    page.wait_for_selector(".body[aria-busy] .words")
    page.keyboard.press("Escape")
    page.wait_for_selector("text=You stopped this answer")
    site.assistant.release.set()
    assert site.assistant.left.wait(10), "the server stops composing"
    page.locator(".turn [data-act=retry]").click()
    page.wait_for_selector(".turn .acts")
    assert page.locator(".turn").count() == 1
    window.ask("What is closed?")
    page.locator(".turn").first.hover()
    page.locator("[data-act=edit]").first.click()
    page.locator(".me textarea").fill("What does New York ask for?")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=New York asks an international")
    assert page.locator(".turn").count() == 1, "later turns rested on the old question"
    assert site.assistant.asked[-1][:2] == ("What does New York ask for?", ())


def test_a_chip_names_what_a_bare_number_is(visits: Any) -> None:
    window = visits().open()
    window.ask("I graduated in 2015. Must I go home after a J-1?")
    chips = window.page.locator("#told .chip")
    assert chips.all_inner_texts() == ["J-1", "graduation year 2015"]
    chips.last.click()
    window.page.wait_for_selector("text=Forgotten: graduation year 2015.")
    assert chips.all_inner_texts() == ["J-1"]


def test_an_open_choice_leads_to_the_question_field(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    turn = window.ask("How many years of training do I need?")
    asked = len(site.assistant.asked)
    turn.locator(".options button", has_text="another state").click()
    assert page.evaluate("document.activeElement.id") == "ask-field"
    assert page.locator("#ask-field").get_attribute("placeholder") == "Type your answer…"
    assert len(site.assistant.asked) == asked, "it names no state, so it is not asked"
    window.ask("Ohio")
    assert page.locator("#ask-field").get_attribute("placeholder") != "Type your answer…"


def test_ask_again_replaces_an_answer_and_a_fault(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    for question in ("What is Conrad 30?", "crash please"):
        turn = window.ask(question)
        asked = len(site.assistant.asked)
        turn.locator("[data-act=retry]").click()
        page.locator(".turn").last.locator(".acts, .trouble").wait_for()
        assert len(site.assistant.asked) == asked + 1
        assert site.assistant.asked[-1] == site.assistant.asked[-2]
    assert page.locator(".turn").count() == 2


def test_a_new_question_comes_into_view_from_below_too(visits: Any) -> None:
    window = visits(360).open()
    window.ask(HOME)
    window.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    turn = window.ask("any way around it?")
    top = turn.evaluate("node => node.getBoundingClientRect().top")
    assert 50 < top < 300, "the reader was down at the evidence"


def test_lines_in_a_question(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    page.fill("#ask-field", "What is Conrad 30?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("In Ohio.")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .acts")
    assert site.assistant.asked[-1][0] == "What is Conrad 30?\nIn Ohio."
