"""The guide leads to questions; feedback is kept with consent only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.ui.conftest import HOME, served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

pytestmark = pytest.mark.browser


def test_guide_leads_to_a_question(visits: Any) -> None:
    window = visits().open()
    page = window.page
    window.ask("What is Conrad 30?")
    page.locator(".ev [data-section]").click()
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
