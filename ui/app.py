"""The web application: health, static files and sign-in first, the Gradio page behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from ui import frame
from ui.api import add_service
from ui.api.service import Service
from ui.api.settings import ServiceSettings
from ui.auth import COOKIE, SESSION_SECONDS, Auth, parse_auth
from ui.limits import RateLimit
from ui.metrics import Metrics
from ui.middleware import ClientAddress, SecurityHeaders, SignIn
from ui.settings import UiSettings
from ui.startup import Phase, Startup
from ui.strings import say
from ui.telemetry import observed

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from assistant import Assistant
    from ui.startup import Opener

SIGN_INS_PER_MINUTE = 10
_CLOSED = ("/gradio_api/upload", "/gradio_api/proxy", "/gradio_api/stream", "/gradio_api/file", "/monitoring")
_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}


def create_app(settings: UiSettings, opener: Opener, service: ServiceSettings | None = None) -> FastAPI:
    """Build the application; the assistant is opened by `opener` in the background when it starts.

    Args:
        settings: the page's settings.
        opener: opens the assistant.
        service: the HTTP service's settings; over the page's home folder unless given.

    Raises:
        SettingsError: the sign-in setting cannot be read.
    """
    guard = parse_auth(settings.auth.get_secret_value() if settings.auth else None)
    service = service or ServiceSettings(home=settings.home)
    metrics = Metrics()
    startup = Startup(observed(opener, metrics, service), lambda assistant: _gradio_app(assistant, settings))
    metrics.watch(lambda: startup.assistant.library if startup.assistant else None)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        startup.begin()
        yield
        await startup.end()

    app = FastAPI(title=say("brand"), lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.startup = startup
    _add_health(app, startup)
    app.mount(f"/page/{frame.version()}", _Static(directory=frame.STATIC))
    if guard is not None and guard.header is None:
        _add_sign_in(app, guard)
    add_service(app, Service.over(startup, settings, service, metrics, guarded=guard is not None))
    app.mount("/", Gate(startup))
    if guard is not None:
        app.add_middleware(SignIn, guard=guard, trusted=settings.trusted_proxies)
    app.add_middleware(ClientAddress, trusted=settings.trusted_proxies)
    app.add_middleware(SecurityHeaders)
    return app


class Gate:
    """Shows the warm-up document until the page is built, then leads every request to it."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        page, path = self._startup.page, scope["path"]
        if scope["type"] == "http" and path.startswith(_CLOSED):
            await Response(status_code=404)(scope, receive, send)
        elif page is None:
            await self._warm(path)(scope, receive, send)
        elif path == "/" and scope.get("method") == "GET":
            await self._document(page, scope, receive, send)
        else:
            await page(scope, receive, send)

    def _warm(self, path: str) -> Response:
        if path == "/":
            return HTMLResponse(frame.warm_html(self._startup.state))
        return JSONResponse({"status": self._startup.state.phase}, 503, {"retry-after": "2"})

    async def _document(self, page: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's document, put into our frame; it is asked for uncompressed."""
        plain = [(key, value) for key, value in scope["headers"] if key != b"accept-encoding"]
        parts: list[bytes] = []
        status = 200

        async def collect(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            parts.append(message.get("body", b""))

        await page({**scope, "headers": plain}, receive, collect)
        html = b"".join(parts).decode()
        await HTMLResponse(frame.page_html(html) if status == 200 else html, status)(scope, receive, send)


class _Static(StaticFiles):
    """Static files under an address that changes with them, so they may be kept for good."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FOR_GOOD)
        return response


def _add_health(app: FastAPI, startup: Startup) -> None:
    process = token_hex(4)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/status")
    def status() -> dict[str, str]:
        """What the page's script asks again and again; always 200, so that no browser calls it an error."""
        state, assistant = startup.state, startup.assistant
        live = assistant.library.generation if assistant and state.phase is Phase.READY else ""
        about = {"status": state.phase.value, "message": state.message, "remedy": state.remedy}
        return {**about, "generation": live, "process": process}

    @app.get("/readyz")
    def readyz() -> JSONResponse:
        ready = startup.state.phase is Phase.READY
        return JSONResponse(status(), 200 if ready else 503, None if ready else {"retry-after": "2"})


def _add_sign_in(app: FastAPI, guard: Auth) -> None:
    tries = RateLimit(SIGN_INS_PER_MINUTE)

    @app.get("/signin")
    def form(target: str = "/") -> HTMLResponse:
        return HTMLResponse(frame.sign_in_html(target=target))

    @app.post("/signin")
    def sign_in(
        request: Request,
        name: str = Form(max_length=200),
        password: str = Form(max_length=500),
        target: str = Form("/"),
    ) -> Response:
        if tries.wait(request.client.host if request.client else ""):
            return HTMLResponse(frame.sign_in_html(say("signin.often"), target), 429)
        if not guard.check(name, password):
            return HTMLResponse(frame.sign_in_html(say("signin.wrong"), target), 403)
        inside = target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
        response = RedirectResponse(inside, 303)
        secure = request.url.scheme == "https"
        cookie = guard.session(name)
        response.set_cookie(COOKIE, cookie, SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
        return response


def _gradio_app(assistant: Assistant, settings: UiSettings) -> FastAPI:
    """The Gradio page over an open assistant, as an application of its own."""
    import gradio as gr

    from ui.desk import Desk
    from ui.feedback import keeper_of
    from ui.guide import Guide
    from ui.page.build import build_page
    from ui.page.theme import theme

    desk = Desk(assistant, settings)
    blocks = build_page(desk, Guide(assistant, desk.links), keeper_of(settings), settings)
    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        inner, blocks, path="/", footer_links=[], run_history=False, show_error=False, ssr_mode=False, theme=theme()
    )
    return inner
