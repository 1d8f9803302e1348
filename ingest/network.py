"""Connections that lead to public addresses only, whatever a name resolves to.

The name is resolved once, every address it gives is judged, and the connection goes to the very
address that was judged: a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from ingest.errors import DocumentError

_EMBEDDING = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 ranges that carry an IPv4 address inside, which could be a private one."""


class Addresses:
    """Decides where connections may go; `resolve` gives a host's addresses."""

    def resolve(self, host: str, port: int) -> list[str]:
        """Addresses of a host, as the system resolves it."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def allowed(self, address: str) -> bool:
        """Whether an address is a public one."""
        return is_public(address)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found.is_site_local or any(found in network for network in _EMBEDDING):
            return False
    special = (
        found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback or found.is_link_local
    )
    return found.is_global and not special and not found.is_private


class _Backend(httpcore.SyncBackend):
    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host, if all of them are allowed."""
        found = self._addresses.resolve(host, port)
        refused = [address for address in found if not self._addresses.allowed(address)]
        if refused or not found:
            where = refused[0] if refused else "no address"
            raise DocumentError(
                f"{host} leads to {where}, which is not on the public internet.", "Save the page by hand."
            )
        return super().connect_tcp(found[0], port, timeout, local_address, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """No local sockets."""
        raise DocumentError(f"{path} is no address.", "Name an http or https address.")


def open_pool(addresses: Addresses) -> httpcore.ConnectionPool:
    """A pool of connections that obeys; proxies of the environment are not used."""
    return httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=_Backend(addresses), max_connections=1, retries=0
    )
