"""Fixtures of the page's tests: a served page over the fake assistant, and Chromium when it is there."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = "Chromium is missing: `apt-get install chromium`, or set CHROMIUM_PATH to a Chromium or Chrome program"
ARTEFACTS = Path(__file__).parents[2] / "artefacts"
HOME = "Must I go home for two years after my J-1 training?"
HEIGHTS = {True: 820, False: 740}
VARIANTS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


def chromium() -> str | None:
    """The browser to drive; None when there is none."""
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Site:
    """A served page and the assistant behind it."""

    url: str
    assistant: FakeAssistant


@contextmanager
def served(settings: UiSettings, assistant: FakeAssistant) -> Iterator[Site]:
    """Serve the page from a thread of this process until the block ends."""
    import uvicorn

    from ui.app import create_app
    from ui.server import listen

    listener = listen("127.0.0.1", 0)
    app = create_app(settings, lambda tell: assistant)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, proxy_headers=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while app.state.startup.page is None and time.monotonic() < until:
        time.sleep(0.05)
    try:
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", assistant)
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = UiSettings(home=tmp_path_factory.mktemp("home"), rate_per_minute=100_000)
    with served(settings, FakeAssistant()) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    program = chromium()
    if program is None:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@dataclass
class Visit:
    """One reader's browser window; it lets no request leave the host and remembers what went wrong."""

    page: Any
    url: str
    width: int
    scheme: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Visit:
        self.page.goto(self.url + path)
        self.page.wait_for_selector("html[data-ready]")
        return self

    def ask(self, question: str) -> Any:
        """Ask and wait for the whole answer; returns the turn."""
        count = self.page.locator(".turn").count()
        self.page.fill("#ask-field", question)
        self.page.keyboard.press("Enter")
        turn = self.page.locator(".turn").nth(count)
        turn.locator(".acts, .trouble").first.wait_for()
        return turn

    def shot(self, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}-{self.width}-{self.scheme}.png")

    def check(self, name: str) -> None:
        """Take a picture of the state, let axe look at it, and see that nothing sticks out sideways."""
        from axe_playwright_python.sync_playwright import Axe

        self.shot(name)
        found = Axe().run(self.page).response["violations"]
        assert not found, f"{name}: " + "; ".join(
            f"{v['id']}: {[node['html'][:160] for node in v['nodes'][:4]]}" for v in found
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: the page is {wide} pixels wider than the window"

    def check_everywhere(self, name: str) -> None:
        """Check a state at both widths in both color schemes, by turning the same window into each."""
        before = (self.width, self.scheme)
        for self.width, self.scheme in [*VARIANTS, before]:
            self.page.set_viewport_size({"width": self.width, "height": HEIGHTS[self.width > 700]})
            self.page.emulate_media(color_scheme=self.scheme)
            if (self.width, self.scheme) in VARIANTS:
                self.check(name)

    def finish(self) -> None:
        assert not self.foreign, f"requests left the host: {self.foreign}"
        assert not self.errors, f"errors in the page: {self.errors}"


@pytest.fixture
def visits(browser: Any, site: Site) -> Iterator[Any]:
    """Opens windows: `visits(1280, "light")`; at the end, fails on foreign requests and script errors."""
    opened: list[Visit] = []

    def visit(width: int = 1280, scheme: str = "light", url: str = site.url, **options: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width > 700]},
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
            **{"reduced_motion": "reduce", **options},
        )
        page = context.new_page()
        page.set_default_timeout(90_000)
        window = Visit(page, url, width, scheme)
        guard(context, window)
        opened.append(window)
        return window

    yield visit
    for window in opened:
        window.page.context.close()
    for window in opened:
        window.finish()


def guard(context: Any, window: Visit) -> None:
    def decide(route: Any) -> None:
        address = route.request.url
        if address.startswith((f"{window.url}/", "data:", "blob:")):
            route.continue_()
        else:
            window.foreign.append(address)
            route.abort()

    context.route("**/*", decide)
    window.page.on("pageerror", lambda error: window.errors.append(str(error)))
    window.page.on("console", lambda m: window.errors.append(m.text) if _is_policy(m) else None)


def _is_policy(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
