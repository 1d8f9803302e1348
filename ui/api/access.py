"""Who may use the service, and how often.

Once a key has been made, or the page asks for a sign-in, every request needs a key or a signed-in reader.
Before that, readers on this machine need none, and other machines are let in only with CREDENCE_API_OPEN.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ui.api.keys import Key
from ui.api.problems import Forbidden, TooOften, Unauthorized
from ui.api.service import Service

BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="A key from `credence keys add`.")
_KEY = "Make a key with `credence keys add NAME` and send it as `Authorization: Bearer KEY`."


def admission(service: Service) -> Callable[..., None]:
    """A dependency that refuses a request without the right to it, and counts the others."""

    def admit(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]) -> None:
        secret = bearer.credentials if bearer else None
        key = _admitted(service, secret, request)
        address = request.client.host if request.client else ""
        if request.method == "POST":
            seconds = service.keyring.wait(key) if key else service.by_address.wait(address)
            if seconds:
                raise TooOften("Too many questions within a minute.", f"Wait {seconds} seconds.", seconds)

    return admit


def _admitted(service: Service, secret: str | None, request: Request) -> Key | None:
    if service.keyring.keys():
        key = service.keyring.find(secret) if secret else None
        if key is None and not request.scope.get("credence.user"):
            raise Unauthorized("This service needs a key that it knows.", _KEY)
        return key
    if request.scope.get("credence.user"):
        return None
    if service.guarded:
        raise Unauthorized("This service asks for a sign-in or a key.", _KEY)
    if not (service.settings.api_open or _is_loopback(request)):
        raise Forbidden("Without keys this service answers its own machine only.", f"{_KEY} Or set CREDENCE_API_OPEN.")
    return None


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
