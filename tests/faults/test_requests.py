"""What another site, a slow client or a flood of connections can do to the page and the service: nothing."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.ui.conftest import Site, served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings

OTHER_SITE = {"origin": "https://evil.example", "referer": "https://evil.example/page"}
QUESTION = b'{"question": "Must I go home for two years after my J-1 training?"}'


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = UiSettings(home=tmp_path_factory.mktemp("home"), rate_per_minute=100_000)
    with served(settings, FakeAssistant()) as running:
        yield running


def connect(page: Site) -> socket.socket:
    place = urlsplit(page.url)
    return socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=20)


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/gradio_api/queue/join", "/gradio_api/call/x"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_of_another_site_does_nothing(page: Site, path: str, kind: str) -> None:
    response = httpx.post(f"{page.url}{path}", content=QUESTION, headers={**OTHER_SITE, "content-type": kind})
    assert 400 <= response.status_code < 500
    assert "evil" not in response.headers.get("access-control-allow-origin", "")


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions", "/gradio_api/queue/join"])
def test_a_browser_is_never_told_that_another_site_may_ask(page: Site, path: str) -> None:
    asked = {**OTHER_SITE, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    response = httpx.options(f"{page.url}{path}", headers=asked)
    assert response.headers.get("access-control-allow-origin") not in ("*", OTHER_SITE["origin"])


def test_no_websocket_is_opened(page: Site) -> None:
    for path in ("/", "/gradio_api/queue/join", "/queue/join", "/ws"):
        with connect(page) as client:
            key = base64.b64encode(os.urandom(16)).decode()
            lines = (f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: Upgrade", "Upgrade: websocket")
            request = "\r\n".join([*lines, "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", ""])
            client.sendall(request.encode())
            assert b" 101 " not in client.recv(200).split(b"\r\n")[0], path


def test_half_sent_requests_keep_nobody_waiting(page: Site) -> None:
    with ExitStack() as held:
        for number in range(200):
            client = held.enter_context(connect(page))
            client.sendall(
                b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n" + b"\r\nx" * (number % 2)
            )
        response = httpx.post(f"{page.url}/api/ask", content=QUESTION, headers={"content-type": "application/json"})
        assert response.status_code == 200


def test_names_and_headers_bring_no_header(page: Site) -> None:
    for value in ("a%0d%0aset-cookie:%20x=1", "a%0aset-cookie:%20x=1"):
        for path in (f"/api/documents/{value}", f"/{value}", f"/api/search?q={value}"):
            response = httpx.get(f"{page.url}{path}", headers={"x-request-id": value})
            assert "set-cookie" not in response.headers, path
            assert response.status_code < 500, path


@pytest.mark.parametrize("name", ["..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "..%5c..%5cetc%5cpasswd"])
def test_no_route_reads_a_file_of_the_machine(page: Site, name: str) -> None:
    for route in ("/api/documents/", "/gradio_api/file=", "/file=", "/static/", "/assets/", "/theme.css/"):
        response = httpx.get(f"{page.url}{route}{name}")
        assert "root:" not in response.text
        assert response.status_code in (400, 403, 404, 405), route
