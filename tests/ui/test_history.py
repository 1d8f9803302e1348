"""Conversations kept in the reader's browser: listed, opened, renamed, searched, deleted, never mixed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import HOME

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
def test_history_is_kept_renamed_searched_deleted(visits: Any, width: int) -> None:
    window = visits(width).open()
    page = window.page

    def menu() -> None:
        if width < 1080 and not page.evaluate("document.documentElement.hasAttribute('data-menu')"):
            page.click("[data-act=menu]")

    for question in (HOME, "What does New York ask for?", "What is Conrad 30?"):
        page.evaluate("document.querySelector('[data-act=new]').click()")
        window.ask(question)
    window.open()
    menu()
    assert page.locator("#past li").count() == 3
    page.locator("#past li .open", has_text="New York").click()
    page.wait_for_selector(".turn .acts")
    assert page.locator(".ev h3").inner_text() == "How many years of training does New York ask for?"
    menu()
    entry = page.locator("#past li", has_text="New York")
    entry.hover()
    entry.locator(".do button").first.click()
    page.locator("#past form input").fill("Empire State")
    page.keyboard.press("Enter")
    page.locator("#past li .open", has_text="Empire State").wait_for()
    page.fill("#find-field", "accredited training")
    assert page.locator("#past .open").all_inner_texts() == ["Empire State"], "answers are searched too"
    entry = page.locator("#past li")
    entry.hover()
    entry.locator(".do button").last.click()
    page.locator("#past form .danger").click()
    page.fill("#find-field", "")
    assert page.locator("#past li").count() == 2
    assert page.locator("#first").is_visible()


def test_two_readers_never_see_each_other(visits: Any) -> None:
    first, second = visits().open(), visits().open()
    first.ask("What does New York ask for?")
    second.ask("What does Ohio ask for?")
    assert "Ohio" not in first.page.locator("#log").inner_text()
    assert "New York" not in second.page.locator("#log").inner_text()
    assert second.page.locator("#past li").count() == 1


def test_a_long_history_leaves_the_guide_in_reach(visits: Any) -> None:
    window = visits().open()
    window.page.evaluate(
        """() => { const list = [];
        for (let n = 0; n < 60; n++) {
            const id = 'c' + n, title = 'Conversation ' + n + ' with a title that is longer than the side is wide';
            list.push({id, title, updated: Date.now() - n * 43200000});
            localStorage['credence.conversation.' + id] = JSON.stringify({id, title, turns: [], forget: []}) }
        localStorage['credence.list'] = JSON.stringify(list) }"""
    )
    window.open()
    assert window.page.locator("#past h2").all_inner_texts() == ["Today", "This week", "Earlier"]
    for part in ("#side .line[data-act=states]", "#side .theme"):
        box = window.page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 820
    window.check("history-long")
