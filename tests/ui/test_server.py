"""The server: early answers, warm-up, a quick stop, a busy port, headers."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import IndexMissingError, ServeError
from tests.ui.conftest import Site
from tests.ui.fakes import FakeAssistant
from ui import csp, frame
from ui.app import create_app
from ui.limits import RateLimit
from ui.server import listen, warn_if_open
from ui.settings import UiSettings
from ui.startup import Phase, State
from ui.strings import say

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from ui.server import serve
from ui.settings import UiSettings
def opener(tell):
    from tests.ui.fakes import FakeAssistant
    return FakeAssistant()
serve("127.0.0.1", int(sys.argv[1]), UiSettings(home=sys.argv[2]), opener)
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    port = free_port()
    started = time.monotonic()
    command = [sys.executable, "-c", PROGRAM, str(port), str(tmp_path)]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    yield running, f"http://127.0.0.1:{port}", started
    running.kill()
    running.wait(10)


def wait_for(url: str, status: int, seconds: float) -> str:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.status == status:
                    return str(response.read().decode())
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError(f"{url} did not answer {status} within {seconds} s")


@pytest.mark.browser
def test_answers_at_once_warms_up_opens_and_stops(process: Any, visits: Any) -> None:
    running, url, started = process
    html = wait_for(url + "/", 200, 10)
    assert time.monotonic() - started < 3.0
    assert "Warming up" in html
    window = visits(url=url)
    window.page.goto(url)
    window.page.wait_for_selector("html[data-ready]", timeout=30_000)
    window.ask("What is Conrad 30?")
    window.page.evaluate("fetch('./gradio_api/queue/data?session_hash=open')")
    asked = time.monotonic()
    running.send_signal(signal.SIGTERM)
    assert running.wait(10) in (0, -signal.SIGTERM)
    assert time.monotonic() - asked < 5.0


@pytest.mark.browser
def test_warming_up_is_shown_with_what_it_does(visits: Any, site: Site) -> None:
    words = say("warm.index", done=3, total=9)
    window = visits()
    state = {"status": "warming", "message": words, "remedy": "", "generation": "", "process": "p"}
    window.page.route("**/status", lambda route: route.fulfill(json=state))
    html = frame.warm_html(State(Phase.WARMING, words))
    window.page.route("**/warm", lambda route: route.fulfill(body=html, content_type="text/html"))
    window.page.goto(window.url + "/warm")
    assert words in window.page.locator("[role=status]").inner_text()
    window.check_everywhere("warming-up")


@pytest.mark.browser
def test_failed_start_says_why_and_recovers(visits: Any, browser: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.startup.RETRY_SECONDS", 0.2)
    broken = [True]

    def opener(tell: Any) -> FakeAssistant:
        if broken[0]:
            raise IndexMissingError("There is no index yet.", "Run `credence ingest`.")
        return FakeAssistant()

    app = create_app(UiSettings(home=tmp_path), opener)
    with TestClient(app) as client:
        until = time.monotonic() + 20
        while client.get("/readyz").json()["status"] != "failed" and time.monotonic() < until:
            time.sleep(0.05)
        response = client.get("/")
        assert "There is no index yet. Run `credence ingest`." in response.text
        assert client.get("/config").status_code == 503
        window = visits()
        state = client.get("/status").text
        window.page.route("**/status", lambda route: route.fulfill(body=state))
        window.page.route("**/failed", lambda route: route.fulfill(body=response.text, content_type="text/html"))
        window.page.goto(window.url + "/failed")
        window.check_everywhere("failed")
        broken[0] = False
        while client.get("/readyz").status_code != 200 and time.monotonic() < until:
            time.sleep(0.05)
        assert client.get("/readyz").json()["generation"] == "generation-1"


def test_busy_port_is_one_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as caught:
            listen("127.0.0.1", port)
    assert f"127.0.0.1:{port}" in str(caught.value)
    assert "--port" in caught.value.remedy


@pytest.mark.parametrize("host", ["256.1.1.1", "198.51.100.7"])
def test_foreign_address_is_one_clear_error(host: str) -> None:
    with pytest.raises(ServeError):
        listen(host, 0)


def test_open_host_warns_without_sign_in(caplog: Any) -> None:
    assert warn_if_open("0.0.0.0", UiSettings())
    assert "CREDENCE_AUTH" in caplog.text
    assert not warn_if_open("127.0.0.1", UiSettings())
    assert not warn_if_open("localhost", UiSettings())
    assert not warn_if_open("0.0.0.0", UiSettings(auth="header:X-Remote-User"))  # type: ignore[arg-type]


def test_headers_of_the_page(site: Site) -> None:
    with urllib.request.urlopen(site.url) as response:
        policy, html = response.headers["content-security-policy"], response.read().decode()
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
    script = re.search(r"script-src ([^;]+)", policy)
    assert script is not None
    assert "'unsafe-inline'" not in script.group(1)
    assert "http" not in policy
    assert policy.startswith("default-src 'none'")
    assert "githubusercontent" not in html
    assert html.count("<title>") == 1


def test_closed_doors(site: Site) -> None:
    for path in (
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/proxy=http://x",
        "/docs",
        "/monitoring",
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(site.url + path)
        assert caught.value.code in (403, 404, 405), path


def test_policy_allows_only_the_inline_scripts_of_the_page() -> None:
    policy = csp.policy("<script>one()</script><script src='x.js'></script>", evaluate=False)
    assert policy.count("sha256-") == 1
    assert "unsafe-eval" not in policy


def test_rate_limit_slides() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    assert [limit.wait("a"), limit.wait("a"), limit.wait("a"), limit.wait("b")] == [0, 0, 60, 0]
    now[0] = 45.0
    assert limit.wait("a") == 15
    now[0] = 60.0
    assert limit.wait("a") == 0
