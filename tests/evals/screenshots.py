"""Takes the pictures of docs/screenshots from a run's report: `python -m tests.evals.screenshots runs/NAME`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.ui.conftest import FLAGS, chromium

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


def take(report: Path, folder: Path = FOLDER) -> None:
    """Write the top of the report, and a failing case of it, to `folder`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 820})
        page.set_default_timeout(120_000)
        page.goto(report.resolve().as_uri())
        page.screenshot(path=folder / "report-scores.png")
        page.locator("h2", has_text="Calibration").evaluate("one => one.scrollIntoView()")
        page.screenshot(path=folder / "report-charts.png")
        page.locator(".case.failed:has(mark)").first.evaluate("one => one.scrollIntoView()")
        page.screenshot(path=folder / "report-case.png")
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) / "report.html")
