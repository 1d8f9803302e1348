"""The HTTP service: questions, documents, an OpenAI-compatible API and metrics beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ui.api.service import Service

__all__ = ["add_service"]


def add_service(app: FastAPI, service: Service) -> None:
    """Add every route of the service to the application, and the document that describes them."""
    from fastapi import APIRouter, Depends

    from ui.api import ask, chat_completions, documents, metrics, models, schema
    from ui.api.access import admission
    from ui.api.wire import RequestContext

    whole = APIRouter(dependencies=[Depends(admission(service))])
    for module in (ask, documents, chat_completions, models, metrics):
        whole.include_router(module.router(service))
    app.include_router(whole)
    app.include_router(schema.router(whole))
    app.add_middleware(RequestContext, most_bytes=service.settings.max_body_bytes)
