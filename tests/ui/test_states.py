"""Every state of the page at two widths in two color schemes: a picture, axe, no foreign request."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import VARIANTS

pytestmark = [pytest.mark.browser, pytest.mark.parametrize(("width", "scheme"), VARIANTS)]


def test_conversation_states(visits: Any, width: int, scheme: str) -> None:
    window = visits(width, scheme).open()
    page = window.page
    page.wait_for_selector("#examples li")
    window.check("first-visit")
    window.ask("Must I go home for two years after my J-1 training?")
    window.check("answer")
    turn = window.ask("any way around it?")
    turn.locator("a.n").first.click()
    window.check("warnings")
    window.ask("How many years of training do I need for a license?")
    window.check("clarify")
    window.ask("Which papers does a board want?")
    window.check("list")
    window.ask("Which dose of metformin should my uncle start with?")
    window.check("declined")
    window.ask("Show me every warning")
    window.check("every-warning")
    window.ask("Should I call 911?")
    window.check("emergency")
    window.ask("crash please")
    window.check("error")
    page.locator(".turn [data-act=unhelpful]").first.click()
    window.check("feedback")
    page.locator(".turn").first.hover()
    page.locator(".turn [data-act=edit]").first.click()
    window.check("edit")


def test_guide_states(visits: Any, width: int, scheme: str) -> None:
    window = visits(width, scheme).open()
    page = window.page
    page.locator("#first [data-act=topics]").click()
    page.wait_for_selector("#guide .cards")
    window.check("guide-topics")
    page.locator("#guide .tabs [data-act=states]").click()
    page.wait_for_selector("#guide-body >> text=New York")
    page.locator("#guide-body summary", has_text="Ohio").click()
    window.check("guide-states")
    page.locator("#guide-body button", has_text="How many years of training does Ohio").click()
    page.wait_for_selector("#guide .reading")
    window.check("guide-section")
    page.fill("#guide-field", "conrad waiver")
    page.wait_for_selector("#guide .results")
    window.check("guide-search")


def test_menu_and_history(visits: Any, width: int, scheme: str) -> None:
    window = visits(width, scheme).open()
    page = window.page
    for question in ("What is Conrad 30?", "How many years does Ohio ask for?", "What does New York ask for?"):
        page.evaluate("document.querySelector('[data-act=new]').click()")
        window.ask(question)
    if width < 1080:
        page.click("[data-act=menu]")
    window.check("history")
    entry = page.locator("#past li").nth(1)
    entry.hover()
    entry.locator(".do button").nth(0).click()
    window.check("rename")
    page.locator("#past form [type=button]").click()
    page.locator("#past li").nth(1).hover()
    page.locator("#past li").nth(1).locator(".do button").nth(1).click()
    window.check("delete")
    page.locator("#past form [type=button]").click()
    page.fill("#find-field", "nothing like it")
    window.check("history-no-match")


def test_streaming_slow_and_offline(visits: Any, site: Any, width: int, scheme: str) -> None:
    window = visits(width, scheme).open()
    page = window.page
    site.assistant.release.clear()
    page.fill("#ask-field", "Hold the gate for me")
    page.keyboard.press("Enter")
    page.wait_for_selector(".body[aria-busy] .words")
    window.check("streaming")
    page.click("#ask-stop")
    page.wait_for_selector("text=You stopped this answer")
    site.assistant.release.set()
    window.check("stopped")
    page.context.set_offline(True)
    page.wait_for_selector(".notice.bad")
    window.check("offline")
    page.context.set_offline(False)
    page.wait_for_selector("text=Connected again")
