"""Sign-in by password and by a trusted header, its limits, the reader's address behind a proxy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import SettingsError
from tests.ui.conftest import served
from tests.ui.fakes import FakeAssistant
from ui import auth
from ui.app import create_app
from ui.middleware import ClientAddress
from ui.settings import UiSettings


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
