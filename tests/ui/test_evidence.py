"""Marks and cards: they point at each other, and a card shows what the sentence rests on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import HOME, Site

pytestmark = pytest.mark.browser


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


def test_a_phone_leads_to_the_evidence_and_back(visits: Any) -> None:
    window = visits(360).open()
    page = window.page
    turn = window.ask("Which papers does a board want?")
    turn.locator("[data-act=evidence]").click()
    assert visible(page.locator(".evidence-head"))
    turn.locator("a.n").nth(2).click()
    assert visible(page.locator('.ev mark[data-n="3"]').first)
    page.locator(".ev .to-sentence").click()
    assert visible(turn.locator('a.n[data-n="3"]').first), "back at the sentence that was left"
    window.ask("Should I call 911?")
    assert page.locator("#evidence").is_hidden(), "a reply without facts has no empty panel below it"


def visible(place: Any) -> bool:
    """Whether it stands between the bar at the top and the question field at the bottom."""
    inside: bool = place.evaluate(
        """node => { const box = node.getBoundingClientRect();
        return box.top >= document.querySelector('.bar').getBoundingClientRect().bottom - 1
            && box.bottom <= document.getElementById('ask').getBoundingClientRect().top + 1 }"""
    )
    return inside


def test_warnings_stand_at_the_sentence_and_once_for_each_kind(visits: Any) -> None:
    window = visits().open()
    turn = window.ask("Show me every warning")
    flag = turn.locator("a.flag", has_text="Sources disagree")
    flag.click()
    reached = window.page.evaluate("document.activeElement.textContent")
    assert reached == "Sources disagree: Something about conflict."
    assert turn.locator(".warn").count() == 6
    for box in turn.locator(".warn, .flag").all():
        assert box.locator("svg").count() == 1
        assert box.evaluate("node => getComputedStyle(node).backgroundColor") != "rgba(0, 0, 0, 0)"
