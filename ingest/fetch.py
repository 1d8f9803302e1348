"""Web pages by address, fetched politely and never from inside the network that Credence runs in.

A snapshot and its date are kept in the home folder; what is ingested is the snapshot.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import yaml

from ingest.documents import slug
from ingest.durable import write_durably
from ingest.errors import DocumentError
from ingest.network import Addresses, open_pool

AGENT = "credence-img"
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/plain": ".txt",
    "text/markdown": ".txt",  # as text: a stranger's page gets no front matter of ours
}
REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
MAX_ROBOTS = 500_000
MAX_DELAY = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP reply, read within limits."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Fetcher:
    """Fetches pages one after the other; remembers each host's rules and when it was last asked.

    `max_bytes` and `seconds` limit one page; `addresses` decides which hosts may be connected to.
    """

    max_bytes: int
    seconds: float = 60.0
    pause: float = 1.0
    addresses: Addresses = field(default_factory=Addresses)
    sleep: Callable[[float], None] = time.sleep
    _rules: dict[str, RobotFileParser] = field(default_factory=dict)
    _asked: dict[str, float] = field(default_factory=dict)

    def snapshot(self, address: str, folder: Path) -> Path:
        """Fetch a page and keep it, with a sidecar that holds its address and the day.

        Returns:
            The snapshot's file.

        Raises:
            DocumentError: the address may not be fetched, or the page cannot be had within the limits.
        """
        final, reply = self._follow(address)
        suffix, charset = _content_type(address, reply.headers)
        path = folder / f"{_file_stem(address)}{suffix}"
        folder.mkdir(parents=True, exist_ok=True)
        stated = {"url": final, "as_of": datetime.now(UTC).date(), **({"encoding": charset} if charset else {})}
        write_durably(path, reply.body)
        write_durably(path.with_name(path.name + ".yaml"), yaml.safe_dump(stated))
        return path

    def _follow(self, address: str) -> tuple[str, Reply]:
        deadline = time.monotonic() + self.seconds
        here = address
        for _ in range(MAX_REDIRECTS + 1):
            parts = _checked(here)
            if not self._rules_of(parts, deadline).can_fetch(AGENT, here):
                raise DocumentError(f"{here} asks not to be fetched (robots.txt).", "Save the page by hand.")
            reply = self._get(here, parts, deadline, self.max_bytes)
            if reply.status not in REDIRECTS or "location" not in reply.headers:
                if reply.status != 200:
                    raise DocumentError(f"{here} answered {reply.status}.", "Correct the address or try later.")
                return here, reply
            here = urljoin(here, reply.headers["location"])
        raise DocumentError(f"{address} redirects more than {MAX_REDIRECTS} times.", "Correct the address.")

    def _rules_of(self, parts: SplitResult, deadline: float) -> RobotFileParser:
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            rules = RobotFileParser()
            address = f"{origin}/robots.txt"
            reply = self._get(address, _checked(address), deadline, MAX_ROBOTS)
            if reply.status >= 500:
                raise DocumentError(f"{address} answered {reply.status}.", "Try later.")
            rules.parse(reply.body.decode("utf-8", "replace").splitlines() if reply.status == 200 else [])
            self._rules[origin] = rules
        return self._rules[origin]

    def _get(self, address: str, parts: SplitResult, deadline: float, most: int) -> Reply:
        self._wait(parts.netloc)
        try:
            with open_pool(self.addresses) as pool:
                return _read(pool, address, parts, deadline, most)
        except DocumentError:
            raise
        except Exception as error:  # httpcore, ssl and socket errors have no common base but this
            reason = str(error) or type(error).__name__
            raise DocumentError(
                f"{address} cannot be fetched ({reason}).", "Check the address or try later."
            ) from error
        finally:
            self._asked[parts.netloc] = time.monotonic()

    def _wait(self, host: str) -> None:
        rules = next((rules for origin, rules in self._rules.items() if urlsplit(origin).netloc == host), None)
        wanted = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
        pause = max(self.pause, min(wanted, MAX_DELAY))
        left = self._asked.get(host, -pause) + pause - time.monotonic()
        if host in self._asked and left > 0:
            self.sleep(left)


def is_address(argument: str) -> bool:
    """Whether an argument of `credence ingest` is an address and no path."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+://|file:", argument) is not None


def stored_snapshot(address: str, folder: Path) -> Path | None:
    """The snapshot of a page from an earlier time, if there is one."""
    found = (folder / f"{_file_stem(address)}{suffix}" for suffix in sorted(set(SUFFIXES.values())))
    return next((path for path in found if path.is_file()), None)


def forget_snapshots(folder: Path, keep: Iterable[str]) -> None:
    """Delete snapshots whose paths are not among those to keep."""
    kept = {str(Path(path).resolve()) for path in keep}
    for path in folder.glob("*") if folder.is_dir() else ():
        if str(path.resolve()).removesuffix(".yaml") not in kept:
            path.unlink(missing_ok=True)


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise DocumentError(f"{address} is no address ({error}).", "Correct it.") from error
    if parts.username is not None or parts.password is not None:
        message = f"The address of {parts.hostname} holds a user name or a password."  # neither is repeated
        raise DocumentError(message, "Leave them out; pages behind a login have to be saved by hand.")
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not address.isprintable():
        raise DocumentError(f"{address} is no plain http or https address.", "Correct it.")
    return parts


def _read(pool: object, address: str, parts: SplitResult, deadline: float, most: int) -> Reply:
    left = max(deadline - time.monotonic(), 0.01)
    timeout = {name: min(15.0, left) for name in ("connect", "read", "write", "pool")}
    headers = {
        "Host": parts.netloc,
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "Accept": "text/html, */*;q=0.5",
    }
    with pool.stream("GET", address, headers=headers, extensions={"timeout": timeout}) as response:  # type: ignore[attr-defined]
        found = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
        if found.get("content-encoding", "identity") != "identity":
            raise DocumentError(f"{address} is sent compressed though it was not asked for.", "Save it by hand.")
        body = bytearray()
        for part in response.iter_stream():
            body += part
            if len(body) > most:
                raise DocumentError(f"{address} has more than {most:,} bytes.", "Save the part you need.")
            if time.monotonic() > deadline:
                raise DocumentError(f"{address} takes too long.", "Try later, or save it by hand.")
        return Reply(response.status, found, bytes(body))


def _content_type(address: str, headers: dict[str, str]) -> tuple[str, str | None]:
    kind, _, rest = headers.get("content-type", "").partition(";")
    suffix = SUFFIXES.get(kind.strip().lower())
    if suffix is None:
        kinds = f"“{kind.strip()[:60]}”" if kind else "of no stated type"
        raise DocumentError(f"{address} is {kinds}, which is no document.", "Name an HTML, PDF, Word or text file.")
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'") or None
    known = False
    with suppress(LookupError, ValueError):
        known = charset is not None and "".encode(charset) is not None
    return suffix, charset.lower() if charset and known and suffix in (".html", ".txt") else None


def _file_stem(address: str) -> str:
    parts = urlsplit(address)
    number = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{slug(parts.netloc + ' ' + parts.path)}-{number}"
