"""Taking answers along: copy, Markdown, paper, a link to a question."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pdfplumber
import pytest

from tests.ui.conftest import HOME

pytestmark = pytest.mark.browser


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
    assert page.locator(".paper .ev").is_visible()
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


def test_a_link_with_too_long_a_question_is_put_into_the_field(visits: Any) -> None:
    window = visits().open(f"/?q={'x' * 2100}")
    assert window.page.locator("#ask-field").input_value() == "x" * 2100
    assert window.page.locator("#ask-count").inner_text() == "100 characters too many"
    assert window.page.locator(".turn").count() == 0


def test_a_reply_without_sources_is_copied_as_it_is(visits: Any) -> None:
    window = visits().open()
    turn = window.ask("Which dose of metformin should my uncle start with?")
    copy = turn.locator("[data-act=copy]")
    assert copy.inner_text() == "Copy"
    copy.click()
    copied = window.page.evaluate("navigator.clipboard.readText()")
    assert copied == "I can't answer clinical questions. Please ask his physician or a pharmacist."


def test_paper_holds_the_whole_conversation(visits: Any, tmp_path: Path) -> None:
    window = visits().open()
    for question in (HOME, "Show me every warning", "Which papers does a board want?", "What does Ohio ask for?") * 2:
        window.ask(question)
    window.page.pdf(path=tmp_path / "paper.pdf", format="A4")
    with pdfplumber.open(tmp_path / "paper.pdf") as paper:
        pages = [page.extract_text() for page in paper.pages]
    words = " ".join(" ".join(pages).split())
    assert len(pages) > 2
    assert words.count("What does Ohio ask for?") == 2
    assert words.count("two years of accredited training") == 4, "in the answer and in its evidence, each time"
    assert "Copy with sources" not in words
    assert re.search(r"Saved from Credence on .* General guidance, not legal or medical advice\.$", words)
    assert window.page.locator(".paper").count() == 0, "the screen is as it was"
