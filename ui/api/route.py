"""The service's routes: every fault ends in the form of `ui.api.problems`, the page's own stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from ui.api.problems import RESPONSES, respond


class Route(APIRoute):
    """A route that tells what went wrong, and what to do, in one JSON form."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with faults caught."""
        handler = super().get_route_handler()

        async def careful(request: Request) -> Response:
            try:
                return await handler(request)
            except Exception as fault:  # whatever it is, the client gets a status and JSON
                return respond(fault)

        return careful


def made_router(tag: str, *statuses: int) -> APIRouter:
    """A router whose routes may answer with these statuses besides 200, and 401 and 403."""
    responses: dict[int | str, dict[str, Any]] = {status: RESPONSES[status] for status in sorted({401, 403, *statuses})}
    return APIRouter(tags=[tag], route_class=Route, responses=responses)
