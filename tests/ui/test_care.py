"""First visit, keyboard, screen reader, motion, colors, zoom, right-to-left text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.conftest import HOME, Site

pytestmark = pytest.mark.browser


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


def test_right_to_left_question_keeps_the_layout(visits: Any) -> None:
    window = visits(360).open()
    turn = window.ask("ما هي تأشيرة J-1 وهل يجب أن أعود إلى بلدي لمدة سنتين؟")
    assert turn.locator(".bubble").evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert turn.locator(".words").evaluate("node => getComputedStyle(node).direction") == "ltr"
    window.check_everywhere("right-to-left")


def test_zoom_to_200_percent(visits: Any) -> None:
    window = visits(640).open()
    window.ask("Which papers does a board want?")
    window.check("zoom")


def test_first_visit_says_what_it_is_and_is_not(visits: Any, site: Site) -> None:
    window = visits().open()
    page = window.page
    page.wait_for_selector("#examples li")
    words = page.locator("#first").inner_text()
    for said in ("What it is", "Not legal or medical advice", "independent of the bodies it quotes", "8 sections"):
        assert said in words
    assert "reviewed 2 Oct 2026" in words
    assert "The publisher's own text was read." in page.locator("#cards").inner_text()
    example = page.locator("#examples button").first
    question = example.get_attribute("data-ask")
    example.click()
    page.wait_for_selector(".turn .acts")
    assert site.assistant.asked[-1][0] == question


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_motion_only_for_readers_who_want_it(visits: Any, site: Site, motion: str, moves: bool) -> None:
    window = visits(reduced_motion=motion).open()
    page = window.page
    site.assistant.release.clear()
    page.fill("#ask-field", "Stay silent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".step")
    seconds = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.step'), '::before').animationDuration)"
    )
    fade = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#ask .field')).transitionDuration)")
    assert (seconds > 0.1, fade > 0) == (moves, moves)
    site.assistant.release.set()
    page.wait_for_selector(".turn .acts")
