"""Around every request of the service: its id, and a limit on its size."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID: ContextVar[str | None] = ContextVar("credence_request_id", default=None)
PATHS = ("/api/", "/v1/", "/metrics")
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


class RequestContext:
    """Gives each request an id (the client's own, if it sent a usable one) and bounds its body."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self._app(scope, receive, send)
            return
        name = _id_of(scope)
        token = REQUEST_ID.set(name)
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413, f"The request is larger than {self._most:,} bytes.")
            return message

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", name.encode())]}
            await send(message)

        try:
            await self._app(scope, bounded, named)
        finally:
            REQUEST_ID.reset(token)


def _id_of(scope: Scope) -> str:
    sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return sent if _ID.fullmatch(sent) else secrets.token_hex(8)
