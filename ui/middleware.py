"""Plain ASGI middleware: response headers with the policy, sign-in, the reader's address.

They pass streams through untouched; only HTML documents are held back until they are complete,
because the policy needs the hashes of their inline scripts.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote

from ui import auth, csp
from ui.api.wire import PATHS
from ui.strings import say

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN = ("/signin", "/page/", "/healthz", "/readyz", "/status")


class SecurityHeaders:
    """Adds the security headers to every response and the content policy to every document."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = _headers(message)
                if headers.get("content-type", "").startswith("text/html"):
                    held.append(message)
                    return
                await send(_with_headers(message, csp.HEADERS))
            elif held and message["type"] == "http.response.body":
                held.append(message)
                if not message.get("more_body"):
                    await _send_document(held, send)
            else:
                await send(message)

        await self._app(scope, receive, guarded)


async def _send_document(held: list[Message], send: Send) -> None:
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts)
    html = body.decode("utf-8", "replace")
    policy = csp.policy(html, evaluate="window.gradio_config" in html)
    await send(_with_headers(start, {**csp.HEADERS, "content-security-policy": policy, "cache-control": "no-store"}))
    await send({"type": "http.response.body", "body": body})


class SignIn:
    """Lets only signed-in readers through; documents lead to the form, everything else gets 401."""

    def __init__(self, app: ASGIApp, guard: auth.Auth, trusted: tuple[str, ...]) -> None:
        self._app = app
        self._guard = guard
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        user = self._user(scope) if scope["type"] != "lifespan" else None
        if user:
            scope["credence.user"] = user  # the API lets its readers in without a key
        if scope["type"] == "lifespan" or user or self._open(scope["path"]):
            await self._app(scope, receive, send)
            return
        target = quote(scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else ""))
        wants_page = "text/html" in _headers(scope).get("accept", "") and self._guard.header is None
        status = 303 if wants_page else 401
        headers = [(b"location", f"/signin?target={target}".encode())] if wants_page else []
        words = say("signin.header") if self._guard.header else say("signin.title")
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": words.encode()})

    def _open(self, path: str) -> bool:
        if path.startswith(PATHS):
            return True  # ui.api.access decides there, as a program cannot sign in
        return any(path == part or (part.endswith("/") and path.startswith(part)) for part in _OPEN)

    def _user(self, scope: Scope) -> str | None:
        headers = _headers(scope)
        if self._guard.header is not None:
            peer = scope.get("credence.peer")
            return headers.get(self._guard.header) if peer in self._trusted else None
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(auth.COOKIE)
        except CookieError:
            return None
        return self._guard.user(cookie.value if cookie else None)


class ClientAddress:
    """Replaces the peer's address by the one that a trusted proxy reports; keeps the peer for `SignIn`."""

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] == "http" and scope.get("client"):
            peer, port = scope["client"]
            scope["credence.peer"] = peer
            reported = _headers(scope).get("x-forwarded-for", "").rpartition(",")[2].strip()
            if peer in self._trusted and reported:
                scope["client"] = (reported, port)
        await self._app(scope, receive, send)


def _headers(carrier: Scope | Message) -> dict[str, str]:
    return {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in carrier.get("headers", ())}


def _with_headers(message: Message, extra: dict[str, str]) -> Message:
    names = {name.encode() for name in extra} | ({b"content-length"} if "content-security-policy" in extra else set())
    kept = [(key, value) for key, value in message.get("headers", ()) if key.lower() not in names]
    return {**message, "headers": [*kept, *((key.encode(), value.encode()) for key, value in extra.items())]}
