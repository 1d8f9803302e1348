"""The server: early answers, warm-up, a quick stop, a busy port, sign-in, headers."""

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

from ingest.errors import IndexMissingError, ServeError, SettingsError
from tests.ui.conftest import Site, served
from tests.ui.fakes import FakeAssistant
from ui import auth, csp, frame
from ui.app import create_app
from ui.limits import RateLimit
from ui.middleware import ClientAddress
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


def client_with(tmp_path: Path, setting: str) -> TestClient:
    settings = UiSettings(home=tmp_path, auth=setting)  # type: ignore[arg-type]
    return TestClient(create_app(settings, lambda tell: FakeAssistant()), follow_redirects=False)


def test_sign_in_with_password(tmp_path: Path) -> None:
    client = client_with(tmp_path, f"ada:{auth.hash_password('correct horse')}")
    assert client.get("/healthz").status_code == 200
    assert client.get("/config").status_code == 401
    asked = client.get("/?q=x", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/signin?target=/%3Fq%3Dx")
    form = {"name": "ada", "password": "wrong", "target": "/?q=x"}
    assert client.post("/signin", data=form).status_code == 403
    assert client.post("/signin", data={**form, "name": "eve"}).status_code == 403
    right = client.post("/signin", data={**form, "password": "correct horse"})
    assert (right.status_code, right.headers["location"]) == (303, "/?q=x")
    assert "httponly" in right.headers["set-cookie"].lower()
    assert client.get("/").status_code == 200
    outside = client.post("/signin", data={**form, "password": "correct horse", "target": "//evil.example"})
    assert outside.headers["location"] == "/"


def test_sign_in_attempts_are_limited(tmp_path: Path) -> None:
    client = client_with(tmp_path, f"ada:{auth.hash_password('correct horse')}")
    codes = [client.post("/signin", data={"name": "ada", "password": str(n)}).status_code for n in range(11)]
    assert codes == [403] * 10 + [429]


def test_sign_in_by_trusted_header(tmp_path: Path) -> None:
    settings = UiSettings(home=tmp_path, auth="header:X-Remote-User", trusted_proxies=("10.0.0.1",))  # type: ignore[arg-type]
    app = create_app(settings, lambda tell: FakeAssistant())
    trusted = TestClient(app, client=("10.0.0.1", 1))
    stranger = TestClient(app, client=("10.9.9.9", 1))
    assert trusted.get("/", headers={"x-remote-user": "ada"}).status_code == 200
    assert trusted.get("/").status_code == 401
    assert stranger.get("/", headers={"x-remote-user": "ada"}).status_code == 401


@pytest.mark.browser
def test_sign_in_form(visits: Any, tmp_path: Path) -> None:
    settings = UiSettings(home=tmp_path, auth=f"ada:{auth.hash_password('correct horse')}")  # type: ignore[arg-type]
    with served(settings, FakeAssistant()) as site:
        window = visits(url=site.url)
        page = window.page
        page.goto(site.url + "/?q=What is Conrad 30?")
        window.check_everywhere("sign-in")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button").click()
        page.wait_for_selector("text=Name or password is wrong")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("correct horse")
        page.keyboard.press("Enter")
        page.wait_for_selector(".turn .acts")


@pytest.mark.parametrize("value", ["ada", "ada:plain", "header:", "ada:scrypt$00"])
def test_unusable_sign_in_setting(value: str) -> None:
    with pytest.raises(SettingsError):
        auth.parse_auth(value)


def test_sessions_end_and_cannot_be_forged() -> None:
    guard = auth.Auth(hashes={"ada": "x"})
    cookie = guard.session("ada", now=0)
    assert guard.user(cookie, now=60) == "ada"
    assert guard.user(cookie, now=auth.SESSION_SECONDS + 1) is None
    assert guard.user(cookie.replace(cookie[-1], "0" if cookie[-1] != "0" else "1")) is None
    assert guard.user("nonsense") is None
    assert guard.user(None) is None
    assert auth.Auth(hashes={"ada": "x"}).user(cookie, now=60) is None, "another process, another key"


def test_rate_limit_slides() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    assert [limit.wait("a"), limit.wait("a"), limit.wait("a"), limit.wait("b")] == [0, 0, 60, 0]
    now[0] = 45.0
    assert limit.wait("a") == 15
    now[0] = 60.0
    assert limit.wait("a") == 0


@pytest.mark.parametrize(
    ("peer", "reported", "expected"),
    [
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("5.5.5.5", "1.2.3.4", "5.5.5.5"),
    ],
)
def test_address_behind_a_proxy(peer: str, reported: str, expected: str) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", reported.encode())]}
    with pytest.raises(StopIteration):
        ClientAddress(app, ("127.0.0.1",))(scope, None, None).send(None)  # type: ignore[arg-type]
    assert seen == [expected]
