"""`credence serve`: one process that answers at once and warms up behind."""

from __future__ import annotations

import logging
import os
import socket
import sys
import webbrowser
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ingest.errors import ServeError
from ui.settings import UiSettings

if TYPE_CHECKING:
    from ui.api.settings import ServiceSettings
    from ui.startup import Opener

_log = logging.getLogger(__name__)


def serve(
    host: str,
    port: int,
    settings: UiSettings,
    opener: Opener | None = None,
    *,
    open_browser: bool = False,
    service: ServiceSettings | None = None,
) -> None:
    """Serve the page until the process is told to stop.

    Args:
        host: the address to listen on.
        port: the port; 0 picks a free one.
        settings: the page's settings.
        opener: opens the assistant, in the background; over the index in `settings.home` unless given.
        open_browser: open the page in the reader's browser.
        service: the HTTP service's settings; over the page's home folder unless given.

    Raises:
        ServeError: the address cannot be used.
        SettingsError: the sign-in setting cannot be read.
    """
    _quiet_libraries()
    import uvicorn

    from ui.app import create_app
    from ui.opening import opener_for

    app = create_app(settings, opener or opener_for(settings.home), service)
    listener = listen(host, port)
    warn_if_open(host, settings)
    address = url_of(listener)
    sys.stderr.write(f"Credence is on {address}\n")
    if open_browser:
        webbrowser.open(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    with listener:
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket, so that a busy port is found before anything is loaded.

    Raises:
        ServeError: the port is in use or the address is not this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        remedy = "Choose another with --port, or stop the program that uses it."
        raise ServeError(f"Cannot listen on {host}:{port} ({reason}).", remedy) from error


def warn_if_open(host: str, settings: UiSettings) -> bool:
    """Warn when other machines can reach the page and nobody has to sign in; says whether it did."""
    if settings.auth is not None or _is_loopback(host):
        return False
    _log.warning(
        "Everyone who can reach %s can use this page. Set CREDENCE_AUTH to ask for a sign-in "
        "(`python -m ui.auth NAME` makes an entry), or leave --host at 127.0.0.1.",
        host,
    )
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def url_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _quiet_libraries() -> None:
    """Gradio reports use and looks for new versions unless told not to."""
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
