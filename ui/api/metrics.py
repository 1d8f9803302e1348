"""`GET /metrics`, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from ui.api.route import made_router
from ui.api.service import Service


def router(service: Service) -> APIRouter:
    """The route of the metrics."""
    made = made_router("operation")

    @made.get("/metrics", summary="Metrics in Prometheus' text format", response_class=PlainTextResponse)
    def metrics() -> Response:
        return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return made
