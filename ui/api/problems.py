"""What goes wrong with a request, and the one JSON form in which it is told.

    Problem
    ├── Unauthorized    401  no key, or one that is unknown
    ├── Forbidden       403  another machine asks and there are no keys
    ├── TooOften        429  the rate limit of a key or an address
    └── Unready         503  warming up, or too many wait already; try again

A `CredenceError` becomes 404 or 422 when the request is at fault, 503 when trying again may help, else 500.
"""

from __future__ import annotations

import logging
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from ingest.errors import CredenceError, IndexBusyError, IndexMissingError, InputError, StoreUnavailableError

RETRY_SECONDS = 2
_RETRYABLE = (StoreUnavailableError, IndexBusyError, IndexMissingError)
_log = logging.getLogger(__name__)


class Trouble(BaseModel):
    """What went wrong and what to do about it."""

    message: str = Field(examples=["There is no document “visas-x9”."])
    type: str = Field(description="The kind of trouble.", examples=["InputError"])
    code: str | None = Field(default=None, description="The same in OpenAI's words, where it has one.")
    param: str | None = Field(default=None, description="The field of the request that is at fault.")
    remedy: str = Field(examples=["List the documents first."])
    retryable: bool = Field(description="Whether the same request may succeed a little later.")


class TroubleBody(BaseModel):
    """Every response that is not a success."""

    error: Trouble


class Problem(Exception):
    """A request that is refused before it reaches the assistant."""

    status = 500
    code: str | None = None

    def __init__(self, message: str, remedy: str, retry_after: int | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.retry_after = retry_after
        self.code = code or type(self).code


class Unauthorized(Problem):
    """No key, or an unknown one."""

    status, code = 401, "invalid_api_key"


class Forbidden(Problem):
    """Not for this reader."""

    status = 403


class NotFound(Problem):
    """There is no such thing."""

    status = 404


class TooOften(Problem):
    """Too many questions within a minute."""

    status, code = 429, "rate_limit_exceeded"


class Unready(Problem):
    """Not able to answer now."""

    status = 503


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": TroubleBody, "description": words}
    for status, words in {
        400: "The body is no JSON.",
        401: "A key is needed.",
        403: "Other machines need a key.",
        404: "There is no such thing.",
        413: "The request is too large.",
        422: "The request cannot be used.",
        429: "Too many questions within a minute.",
        503: "Warming up, too busy, or the vector store does not answer; try again.",
    }.items()
}


def trouble_of(fault: Exception) -> tuple[int, Trouble, int | None]:
    """Status, words and seconds to wait for a fault."""
    if isinstance(fault, Problem):
        retryable = fault.status in (429, 503)
        about = Trouble(
            message=fault.message, type=type(fault).__name__, code=fault.code, remedy=fault.remedy, retryable=retryable
        )
        return fault.status, about, fault.retry_after or (RETRY_SECONDS if retryable else None)
    if isinstance(fault, RequestValidationError):
        return 422, _invalid(fault), None
    if isinstance(fault, HTTPException):
        about = Trouble(message=str(fault.detail), type="HTTPError", remedy="See docs/service.md.", retryable=False)
        return fault.status_code, about, None
    if isinstance(fault, CredenceError):
        retryable = isinstance(fault, _RETRYABLE)
        about = Trouble(message=fault.message, type=type(fault).__name__, remedy=fault.remedy, retryable=retryable)
        status = 503 if retryable else 422 if isinstance(fault, InputError) else 500
        return status, about, RETRY_SECONDS if retryable else None
    _log.error("A request failed", exc_info=fault)
    message, remedy = "Something went wrong in the service.", "Ask its operator to look at the log."
    return 500, Trouble(message=message, type="InternalError", remedy=remedy, retryable=False), None


def respond(fault: Exception) -> JSONResponse:
    """The response for a fault."""
    status, about, seconds = trouble_of(fault)
    headers = {"retry-after": str(seconds)} if seconds else {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(TroubleBody(error=about).model_dump(), status, headers)


def _invalid(fault: RequestValidationError) -> Trouble:
    """The first thing that is wrong; what was sent is not repeated."""
    first = fault.errors()[0]
    fields = [str(part) for part in first["loc"][1:]] if first["type"] != "json_invalid" else []
    place = ".".join(fields) or "body"
    message = f"{place}: {first['msg']}"
    printable = message.encode("utf-8", "replace").decode()
    return Trouble(
        message=printable, type="InvalidRequest", param=place, remedy="Correct the request.", retryable=False
    )
