"""`credence serve`: the chat page."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import HomeOption


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 7860,
    home: HomeOption = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Serve the chat page and the HTTP service."""
    from ui.api.settings import ServiceSettings
    from ui.environment import load
    from ui.logs import set_up_logs
    from ui.server import serve as run
    from ui.settings import UiSettings

    service = load(ServiceSettings, home=home)
    set_up_logs(service.log_format, service.log_level)
    run(host, port, load(UiSettings, home=home), open_browser=open_browser, service=service)
