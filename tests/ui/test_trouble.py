"""When something is in the way: a switched index, limits, a lost or slow answer, a full queue."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.ui.conftest import HOME, Site, served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

pytestmark = pytest.mark.browser


def test_switched_index_is_announced_and_old_answers_say_so(visits: Any, tmp_path: Any) -> None:
    assistant = FakeAssistant()
    with served(UiSettings(home=tmp_path), assistant) as site:
        window = visits(url=site.url).open()
        page = window.page
        window.ask(HOME)
        page.wait_for_function("document.querySelector('#fresh').textContent !== ''")
        assistant.library.revise("visas-j1", "two years in total", "two years altogether")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_selector("text=The guidance was updated")
        window.check_everywhere("switched")
        page.locator("#past .open").click()
        page.wait_for_selector(".changed")
        window.check_everywhere("changed")
        assert "only the words quoted then" in page.locator(".ev").first.inner_text()
        assert "two years in total" in page.locator(".ev mark").first.inner_text()


def test_limits_have_clear_words(visits: Any, tmp_path: Any) -> None:
    with served(UiSettings(home=tmp_path, max_question_chars=100, rate_per_minute=1), FakeAssistant()) as site:
        window = visits(url=site.url).open()
        page = window.page
        page.fill("#ask-field", "x" * 130)
        assert page.locator("#ask-count").inner_text() == "30 characters too many"
        page.keyboard.press("Enter")
        assert page.locator(".turn").count() == 0
        window.ask("What is Conrad 30?")
        turn = window.ask("And then?")
        assert re.search(r"Too many questions .* Wait \d+ seconds", turn.inner_text().replace("\n", " "))
        window.check_everywhere("rate")


def test_a_reader_who_closes_the_page_frees_the_place(visits: Any, site: Site) -> None:
    window = visits().open()
    site.assistant.release.clear()
    site.assistant.left.clear()
    window.page.fill("#ask-field", "Hold the gate")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector(".body[aria-busy] .words")
    window.page.close()
    assert site.assistant.left.wait(10)


def test_a_slow_answer_says_so_and_a_lost_one_too(visits: Any, site: Site) -> None:
    window = visits()
    window.page.clock.install()
    window.open()
    page = window.page
    site.assistant.release.clear()
    page.fill("#ask-field", "Stay silent")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Searching the guidance")
    page.clock.fast_forward(7000)
    page.wait_for_selector("text=This takes longer than usual")
    window.check_everywhere("slow")
    page.clock.fast_forward(11000)
    page.wait_for_selector("text=You can wait, or stop")
    page.context.set_offline(True)
    page.clock.fast_forward(7000)
    page.wait_for_selector("text=The connection broke off")
    window.check_everywhere("lost")
    site.assistant.release.set()


def test_a_full_queue_says_so(visits: Any, tmp_path: Any) -> None:
    assistant = FakeAssistant()
    with served(UiSettings(home=tmp_path, concurrency=1, max_waiting=1), assistant) as site:
        windows = [visits(url=site.url).open() for _ in range(3)]
        for number, window in enumerate(windows):
            window.page.fill("#ask-field", "Hold the gate")
            window.page.keyboard.press("Enter")
            state = (".body[aria-busy] .words", ".step", "text=Many people are asking right now")[number]
            window.page.wait_for_selector(state)
            window.page.wait_for_function(
                "performance.getEntriesByName(location.origin + '/gradio_api/queue/join?').length"
            )
        assistant.release.set()
        windows[1].page.wait_for_selector(".turn .acts")


def test_a_restarted_server_asks_for_a_reload(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    window.ask(HOME)
    page.wait_for_function("document.querySelector('#fresh').textContent !== ''")
    state = page.evaluate("fetch('./status').then(answer => answer.json())")
    page.route("**/status", lambda route: route.fulfill(json={**state, "process": "another"}))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator(".notice button", has_text="Reload").click()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#past li").count() == 1, "conversations are kept"


def test_a_browser_that_keeps_nothing_still_answers(visits: Any) -> None:
    window = visits()
    window.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('blocked') }")
    window.open()
    assert window.page.locator("text=This browser keeps nothing on disk").is_visible()
    window.ask(HOME)
    assert window.page.locator("#past li").count() == 1, "as long as the page is open"


def test_a_full_browser_gives_up_the_oldest_conversation(visits: Any) -> None:
    window = visits().open()
    page = window.page
    for question in (HOME, "What is Conrad 30?"):
        page.evaluate("document.querySelector('[data-act=new]').click()")
        window.ask(question)
    page.evaluate(
        """() => { const put = Storage.prototype.setItem; let left = 1;
        Storage.prototype.setItem = function (...pair) {
            if (left-- > 0) throw new Error('full');
            put.apply(this, pair) } }"""
    )
    page.evaluate("document.querySelector('[data-act=new]').click()")
    window.ask("What does Ohio ask for?")
    page.wait_for_selector("text=The oldest was removed")
    titles = page.locator("#past .open").all_inner_texts()
    assert titles == ["What does Ohio ask for?", "What is Conrad 30?"]


def test_a_page_whose_script_does_not_arrive_offers_a_reload(visits: Any) -> None:
    window = visits()
    page = window.page
    page.route("**/main.js", lambda route: route.abort())
    page.goto(window.url + "/")
    late = page.locator("#late")
    late.evaluate("node => { const wait = node.getAnimations()[0]; wait.pause(); wait.currentTime = 0 }")
    late.wait_for(state="hidden")
    late.evaluate("node => node.getAnimations()[0].finish()")
    late.wait_for(state="visible")
    # Gradio's own "Loading..." lies behind the splash until its page stands.
    page.wait_for_selector("#ask-field", state="attached")
    page.wait_for_selector("p.loading", state="detached")
    window.check_everywhere("late")
    page.unroute("**/main.js")
    late.locator("a").click()
    page.wait_for_selector("html[data-ready]")
    late.wait_for(state="hidden")
    window.errors.clear()
