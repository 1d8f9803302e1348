"""Takes the pictures of docs/screenshots from a running page: `python -m tests.ui.screenshots http://127.0.0.1:7860`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.ui.conftest import FLAGS, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUESTIONS = (
    "I am on a J-1 in Ohio. Must I go home for two years after training?",
    "Can work in an underserved area replace it?",
)


def take(url: str) -> None:
    """Take every picture anew."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
            height = 820 if width > 1000 else 844
            options = {
                "viewport": {"width": width, "height": height},
                "color_scheme": scheme,
                "reduced_motion": "reduce",
            }
            page = browser.new_page(**options)
            page.goto(url)
            page.wait_for_selector("#examples li")
            _walk(page, f"-{scheme}" if width > 1000 else "-phone")
        browser.close()


def _walk(page: Any, suffix: str) -> None:
    def shot(name: str) -> None:
        page.wait_for_timeout(200)
        page.screenshot(path=FOLDER / f"{name}{suffix}.png")

    if suffix != "-dark":
        shot("first-visit")
    for number, question in enumerate(QUESTIONS):
        page.fill("#ask-field", question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(number).locator(".acts").wait_for()
        if suffix == "-phone" and number == 0:
            shot("answer")
    page.locator("#log .turn").last.locator("a.n").first.click()
    shot("evidence" if suffix == "-phone" else "answer")
    if suffix == "-light":
        page.click("#side [data-act=topics]")
        page.wait_for_selector("#guide .cards")
        shot("guide")


if __name__ == "__main__":
    take(sys.argv[1])
