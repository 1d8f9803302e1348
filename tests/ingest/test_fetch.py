"""Addresses: fetched politely, refused when they lead inside, kept with their day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from ingest.errors import DocumentError, InputError
from ingest.fetch import Fetcher, forget_snapshots, is_address
from ingest.network import Addresses, is_public
from ingest.settings import IngestSettings
from ingest.snapshots import files_for
from tests.ingest import samples


@dataclass
class Site:
    """A web server of this test: path → (status, headers, body)."""

    port: int = 0
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str, body: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> str:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": kind, **named}, body)
        return f"http://public.example:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.pages.get(self.path, (404, {}, b"none"))
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


class Local(Addresses):
    """Every name is this machine, which counts as public; `inside` names lead to a private address."""

    def resolve(self, host: str, port: int) -> list[str]:
        inside = {"inside.example": ["10.0.0.7"], "both.example": ["127.0.0.1", "169.254.169.254"], "none.example": []}
        return inside.get(host, ["127.0.0.1"])

    def allowed(self, address: str) -> bool:
        return address == "127.0.0.1"


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def fetcher(slept: list[float]) -> Fetcher:
    return Fetcher(100_000, addresses=Local(), sleep=slept.append)


def test_a_page_is_kept_with_its_address_and_day(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    address = site.page("/fees", samples.html(), "text/html; charset=UTF-8")
    path = fetcher.snapshot(address, tmp_path / "snapshots")
    assert path.read_bytes() == samples.html()
    stated = yaml.safe_load(path.with_name(path.name + ".yaml").read_text("utf-8"))
    assert stated == {"url": address, "as_of": datetime.now(UTC).date(), "encoding": "utf-8"}
    assert site.asked == ["/robots.txt", "/fees"]


def test_one_host_is_asked_slowly_and_its_rules_once(
    site: Site, fetcher: Fetcher, tmp_path: Path, slept: list[float]
) -> None:
    site.page("/robots.txt", b"User-agent: *\nCrawl-delay: 4\n", "text/plain")
    for path in ("/a", "/b"):
        fetcher.snapshot(site.page(path, b"<p>Text.</p>"), tmp_path)
    assert site.asked == ["/robots.txt", "/a", "/b"]
    assert len(slept) == 2
    assert all(3 < pause <= 4 for pause in slept)


def test_robots_are_obeyed(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    site.page("/robots.txt", b"User-agent: *\nDisallow: /private\n", "text/plain")
    with pytest.raises(DocumentError, match="robots"):
        fetcher.snapshot(site.page("/private/x", b"Text."), tmp_path)
    site.page("/robots.txt", b"", status=503)
    with pytest.raises(DocumentError, match="503"):
        Fetcher(1000, addresses=Local(), pause=0).snapshot(site.page("/x", b"Text."), tmp_path)


def test_redirects_are_followed_a_few_times(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    target = site.page("/new", b"Text.", "text/plain")
    start = site.page("/old", b"", status=301, Location="/new")
    stated = yaml.safe_load(
        (fetcher.snapshot(start, tmp_path).parent / next(tmp_path.glob("*.yaml"))).read_text("utf-8")
    )
    assert stated["url"] == target
    with pytest.raises(DocumentError, match="redirects more than"):
        fetcher.snapshot(site.page("/loop", b"", status=302, Location="/loop"), tmp_path)


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/",
        "http://both.example/",
        "http://none.example/",
        "file:///etc/passwd",
        "//inside.example/x",
    ],
)
def test_a_redirect_to_the_inside_is_refused(site: Site, fetcher: Fetcher, tmp_path: Path, target: str) -> None:
    start = site.page("/start", b"", status=302, Location=target)
    with pytest.raises(DocumentError, match="public internet|no plain http"):
        fetcher.snapshot(start, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_changes_its_mind_gains_nothing(site: Site, tmp_path: Path) -> None:
    class Rebinding(Local):
        calls = 0

        def resolve(self, host: str, port: int) -> list[str]:
            self.calls += 1
            return ["127.0.0.1"] if self.calls == 1 else ["192.168.0.1"]

    addresses = Rebinding()
    with pytest.raises(DocumentError, match=r"192\.168\.0\.1"):
        Fetcher(1000, addresses=addresses, pause=0).snapshot(site.page("/x", b"Text.", "text/plain"), tmp_path)
    assert addresses.calls == 2  # once for each connection, and never between judging and connecting


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost:80/", "http://[::1]/", "http://169.254.169.254/latest", "http://0.0.0.0/"]
    + ["http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://[64:ff9b::a00:1]/"],
)
def test_addresses_of_the_inside_are_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        Fetcher(1000, pause=0).snapshot(address, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("fe80::1%eth0", False),
    ]
    + [("fd00::1", False), ("224.0.0.1", False), ("2002:a00:1::", False), ("::ffff:8.8.8.8", True), ("no ip", False)]
    + [("192.0.2.1", False), ("255.255.255.255", False), ("::", False), ("fec0::1", False)],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/",
        "http:///x",
        "http://user:pw@public.example/",
        "http://a.example:99999/",
        "http://a.example/\x00",
    ],
)
def test_odd_addresses_are_refused(fetcher: Fetcher, address: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        fetcher.snapshot(address, tmp_path)


def test_a_password_in_an_address_is_not_repeated(fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds a user name or a password") as refused:
        fetcher.snapshot("https://clerk:hunter2@a.example/", tmp_path)
    assert "clerk" not in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_limits_of_size_type_status_and_time(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    cases = {
        site.page("/big", b"x" * 100_001): "more than 100,000",
        site.page("/program", b"MZ", "application/x-msdownload"): "no document",
        site.page("/gone", b"", status=410): "410",
        site.page("/packed", b"\x1f\x8b", Content_Encoding="gzip"): "compressed",
    }
    for address, words in cases.items():
        with pytest.raises(DocumentError, match=words):
            fetcher.snapshot(address, tmp_path)
    late = Fetcher(1000, seconds=-1, addresses=Local(), pause=0)
    with pytest.raises(DocumentError, match="fetched|long"):
        late.snapshot(site.page("/slow", b"Text.", "text/plain"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_fetched_is_answered_for_by_its_last_snapshot(
    site: Site, fetcher: Fetcher, settings: IngestSettings, folder: Path
) -> None:
    address = site.page("/fees", b"Fees are due.", "text/plain")
    (first, snapshot), missed = files_for([str(folder), address], settings, fetcher)
    assert (first, missed) == (folder, [])
    site.page("/fees", b"", status=500)
    again, missed = files_for([address], settings, fetcher)
    assert again == [snapshot]
    assert "last snapshot is used" in missed[0]
    assert files_for([address], settings, fetch=False)[0] == [snapshot]
    with pytest.raises(InputError, match="500"):
        files_for([site.page("/other", b"", status=500)], settings, fetcher)
    forget_snapshots(snapshot.parent, [])
    assert list(snapshot.parent.iterdir()) == []


def test_what_counts_as_an_address() -> None:
    assert all(is_address(name) for name in ("HTTPS://a.example", "ftp://a.example/x", "file:///etc/passwd"))
    assert not is_address("corpus/https.md")
