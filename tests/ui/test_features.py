"""What a reader can do on the page, in Chromium, at the desk and on a phone."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.ui.conftest import Site, served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

pytestmark = pytest.mark.browser
HOME = "Must I go home for two years after my J-1 training?"


@pytest.mark.parametrize("width", [1280, 360])
def test_marks_and_cards_point_at_each_other(visits: Any, width: int) -> None:
    window = visits(width).open()
    turn = window.ask(HOME)
    page = window.page
    assert page.locator(".ev").count() == 2
    mark, card = turn.locator("a.n").nth(1), page.locator(".ev").nth(1)
    mark.hover()
    assert "on" in card.get_attribute("class").split()
    assert "on" in card.locator("mark").get_attribute("class")
    card.locator("mark").hover()
    assert "on" in mark.get_attribute("class")
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.ev') !== null"), "the keyboard follows to the card"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.it') !== null"), "and comes back to the sentence"


def test_card_shows_section_quote_publisher_date_and_official_page(visits: Any, site: Site) -> None:
    window = visits().open()
    window.ask("What is Conrad 30?")
    card = window.page.locator(".ev").first
    text = card.inner_text()
    assert "Credence guidance, based on Law office page restating USCIS" in text
    assert "secondary" in text
    assert "as of 15 Jan 2026" in text
    assert card.locator("a[target=_blank]").get_attribute("href") == "https://www.uscis.gov/conrad-30"
    section = site.assistant.library.section("visas-j1", "conrad-30")
    document = site.assistant.library.text("visas-j1")
    assert card.locator(".text").inner_text() == document[section.start : section.end]
    quoted = [document[unit.start : unit.end] for unit in section.units[:2]]
    assert card.locator("mark").all_inner_texts() == quoted


def test_quote_is_scrolled_into_view_in_a_long_section(visits: Any) -> None:
    window = visits().open()
    window.ask("Which papers does a board want?")
    window.page.locator("#log a.n").last.click()
    assert window.page.evaluate(
        """() => { const mark = document.querySelector('.ev mark[data-n="5"]').getBoundingClientRect();
        const box = document.querySelector('.ev .text').getBoundingClientRect();
        return mark.top >= box.top - 1 && mark.bottom <= box.bottom + 1 }"""
    )


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


def test_copy_export_print_and_link(visits: Any) -> None:
    window = visits().open()
    page = window.page
    window.ask("What is Conrad 30?")
    page.locator("[data-act=copy]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] Law office page restating USCIS, as of Jan 15, 2026: “The Conrad 30 program" in copied
    assert "<https://www.uscis.gov/conrad-30>" in copied
    assert "⚠ Changes often" in copied
    with page.expect_download() as download:
        page.click("[data-act=export]")
    assert download.value.suggested_filename == "What-is-Conrad-30.md"
    saved = download.value.path().read_text("utf-8")
    assert saved.startswith("# What is Conrad 30?\n\n## What is Conrad 30?\n\nYes, by a waiver.")
    page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    page.click("[data-act=print]")
    page.emulate_media(media="print")
    assert page.locator(".print-evidence .ev").is_visible()
    assert page.locator("#ask").is_hidden()
    window.shot("print")
    page.emulate_media(media="screen")
    page.locator(".turn").hover()
    page.locator("[data-act=link]").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{window.url}/?q=What%20is%20Conrad%2030%3F"


def test_copy_on_a_page_that_is_not_secure(visits: Any) -> None:
    window = visits()
    window.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    window.open()
    window.ask("What is Conrad 30?")
    window.page.locator("[data-act=copy]").click()
    window.page.wait_for_selector("text=Answer copied with its sources")


def test_question_by_link(visits: Any) -> None:
    window = visits().open(f"/?q={quote('What does Ohio ask for?')}")
    window.page.wait_for_selector(".turn .acts")
    assert window.page.locator(".bubble").inner_text() == "What does Ohio ask for?"
    assert "q=" not in window.page.url, "a reload does not ask again"


def test_guide_leads_to_a_question(visits: Any) -> None:
    window = visits().open()
    page = window.page
    window.ask("What is Conrad 30?")
    page.locator(".ev footer button").click()
    page.wait_for_selector("#guide .reading")
    assert (
        page.locator("#guide .reading h3").inner_text()
        == "Can work in an underserved area replace the two years at home?"
    )
    page.keyboard.press("Escape")
    assert page.locator("#guide").is_hidden()
    page.click("#side [data-act=topics]")
    page.locator("#guide .cards button", has_text="The J-1 visa").click()
    page.locator("#guide .lines button").first.click()
    page.locator("#guide [data-ask]").first.click()
    page.wait_for_selector(".turn .acts")
    assert page.locator(".turn").count() == 1, "a question from the guide starts a conversation"


def test_feedback_is_kept_with_consent_only(visits: Any, browser: Any, tmp_path: Any) -> None:
    from ui.feedback import FeedbackStore

    settings = UiSettings(home=tmp_path)
    with served(settings, FakeAssistant()) as site:
        window = visits(url=site.url).open()
        page = window.page
        for consent in (False, True):
            window.ask(HOME)
            page.locator("[data-act=unhelpful]").last.click()
            page.locator(".reasons label", has_text="out of date").click()
            page.fill(".feedback textarea", "The rule changed.")
            if consent:
                page.check(".feedback [name=consent]")
            page.locator(".feedback [type=submit]").click()
            page.locator(".feedback").wait_for(state="detached")
        without, with_words = FeedbackStore(settings.feedback_path).all()
    assert (without.helpful, without.reason, without.comment) == (False, "outdated", "The rule changed.")
    assert without.question is None
    assert HOME not in json.dumps(without.receipt)
    assert without.receipt["citations"][0]["section"] == "two-years"
    assert with_words.question == HOME
    assert len(with_words.history or []) == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_everything_by_keyboard(visits: Any, width: int) -> None:
    window = visits(width).open()
    page = window.page
    page.wait_for_selector("#examples button")
    reached = set()
    page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        label, outlined = page.evaluate(
            """() => { const a = document.activeElement, s = getComputedStyle(a), f = a.closest('.field, label');
            const near = f && (getComputedStyle(f).boxShadow !== 'none' || f.querySelector('span'));
            const ring = s.outlineStyle !== 'none' || near;
            return [a.id || a.dataset?.act || a.dataset?.ask || a.value || a.tagName, Boolean(ring)] }"""
        )
        if label in ("BODY", "HTML"):
            continue
        assert outlined, f"{label} has no visible focus"
        reached.add(label)
    assert {"ask-field", "new", "topics", "menu" if width < 760 else "states"} <= reached
    assert page.locator("#examples button").first.get_attribute("data-ask") in reached


def test_live_region_speaks_once_per_answer(visits: Any) -> None:
    window = visits().open()
    page = window.page
    page.evaluate(
        """() => { window.spoken = []; const region = document.getElementById('say');
        const hear = () => region.textContent && window.spoken.push(region.textContent);
        new MutationObserver(hear).observe(region, {childList: true, characterData: true, subtree: true}) }"""
    )
    window.ask(HOME)
    page.wait_for_function("window.spoken.length >= 2")
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == "Searching the guidance."
    assert spoken[1].startswith("Answer: Yes. Every physician who trains")
    assert len(spoken) == 2


def test_nothing_moves_while_words_stream(visits: Any) -> None:
    window = visits().open()
    page = window.page
    window.ask(HOME)
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries())
        if (!e.hadRecentInput) window.shift += e.value }).observe({type: 'layout-shift', buffered: false}) }"""
    )
    window.ask("any way around it?")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.1


def test_colors_follow_the_system_until_chosen(visits: Any) -> None:
    window = visits(1280, "dark").open()
    paper = "getComputedStyle(document.body).backgroundColor"
    assert window.page.evaluate(paper) == "rgb(20, 24, 23)"
    window.page.locator(".theme label", has_text="Light").click()
    assert window.page.evaluate(paper) == "rgb(251, 250, 247)"
    window.open()
    assert window.page.evaluate(paper) == "rgb(251, 250, 247)", "the choice is kept"


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
        window.shot("switched")
        page.locator("#past .open").click()
        page.wait_for_selector(".changed")
        assert "only the words quoted then" in page.locator(".ev").first.inner_text()
        assert "two years in total" in page.locator(".ev mark").first.inner_text()


def test_right_to_left_question_keeps_the_layout(visits: Any) -> None:
    window = visits(360).open()
    turn = window.ask("ما هي تأشيرة J-1 وهل يجب أن أعود إلى بلدي لمدة سنتين؟")
    assert turn.locator(".bubble").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert turn.locator(".words").evaluate("node => getComputedStyle(node).direction") == "ltr"
    window.check("right-to-left")


def test_zoom_to_200_percent(visits: Any) -> None:
    window = visits(640).open()
    window.ask("Which papers does a board want?")
    window.check("zoom")


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
        window.check("rate")


def test_a_reader_who_closes_the_page_frees_the_place(visits: Any, site: Site) -> None:
    window = visits().open()
    site.assistant.release.clear()
    site.assistant.left.clear()
    window.page.fill("#ask-field", "Hold the gate")
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector(".body[aria-busy] .words")
    window.page.close()
    assert site.assistant.left.wait(10)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_slow_answer_says_so_and_a_lost_one_too(visits: Any, site: Site, width: int) -> None:
    window = visits(width)
    window.page.clock.install()
    window.open()
    page = window.page
    site.assistant.release.clear()
    page.fill("#ask-field", "Stay silent")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Searching the guidance")
    page.clock.fast_forward(7000)
    page.wait_for_selector("text=This takes longer than usual")
    window.check("slow")
    page.clock.fast_forward(11000)
    page.wait_for_selector("text=You can wait, or stop")
    page.context.set_offline(True)
    page.clock.fast_forward(7000)
    page.wait_for_selector("text=The connection broke off")
    window.check("lost")
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


def test_two_readers_never_see_each_other(visits: Any) -> None:
    first, second = visits().open(), visits().open()
    first.ask("What does New York ask for?")
    second.ask("What does Ohio ask for?")
    assert "Ohio" not in first.page.locator("#log").inner_text()
    assert "New York" not in second.page.locator("#log").inner_text()
    assert second.page.locator("#past li").count() == 1
