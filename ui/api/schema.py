"""`GET /api/openapi.json`: the description of the service, for people and for programs that make clients."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

ABOUT = """Answers about working as a physician in the United States, with the exact words each sentence rests on.

Every factual sentence of an answer carries a citation, and every citation is a verbatim quote:
the stored text of `document`, between `start` and `end`, is `quote`."""


def router(described: APIRouter) -> APIRouter:
    """The route of the description of some routes."""
    made = APIRouter()

    @cache
    def description() -> dict[str, Any]:
        routes = described.routes
        return get_openapi(
            title="Credence", version="1", description=ABOUT, routes=routes, separate_input_output_schemas=False
        )

    @made.get("/api/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(description())

    return made
