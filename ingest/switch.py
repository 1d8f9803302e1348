"""The switch on a Chroma server: which generation is live there, and which old ones may go.

The pages of an organisation run in many processes. They all read one record, kept as the metadata of a
collection of its own, so that they change to a new generation together; what they leave behind stays for a
grace period, as a question in flight may still need it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, TypeVar

from ingest.errors import CredenceError, StoreUnavailableError
from ingest.store import connect, unavailable

RECORD = "credence-switch"
READ_EVERY = 1.0
"""Seconds for which a page may rely on what it read last."""

_GENERATION = re.compile(r"credence-(?P<name>g.+)-(?:chunks|questions)")
_T = TypeVar("_T")


class Switch:
    """The record on one server; safe to use from several threads.

    Metadata of the record: `live` is the generation's name, `since` when it was switched to, `retired` a
    JSON object that gives for each generation that nobody needs any more when that was noticed (seconds).
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._url = url
        self._clock = clock
        self._client: Any = None
        self._seen: tuple[float, str | None] | None = None

    def live(self) -> str | None:
        """Name of the live generation, at most a second old; None if the server has none.

        While the server does not answer, what was read last still counts.

        Raises:
            StoreUnavailableError: it does not answer and nothing was read yet.
        """
        now = self._clock()
        if self._seen is None or not 0 <= now - self._seen[0] < READ_EVERY:
            try:
                self._seen = (now, self._asked(lambda: self._record().get("live")))
            except StoreUnavailableError:
                if self._seen is None:
                    raise
                self._seen = (now, self._seen[1])  # not every question should wait for a server that is gone
        return self._seen[1]

    def publish(self, name: str) -> None:
        """Make a generation live for every process that follows.

        Raises:
            StoreUnavailableError: the server does not answer; nothing is switched.
        """
        since = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")
        self._asked(lambda: self._write({**self._record(), "live": name, "since": since}))
        self._seen = None

    def clear_away(self, kept: Collection[str], grace: float) -> list[str]:
        """Drop the generations that have not been needed for some seconds.

        Args:
            kept: names of the generations that stay.
            grace: how long one stays after it was first seen not to be needed.

        Returns:
            The names that went.

        Raises:
            StoreUnavailableError: the server does not answer.
        """
        return self._asked(lambda: self._clear_away(set(kept), grace))

    def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _clear_away(self, kept: set[str], grace: float) -> list[str]:
        now, record = self._clock(), self._record()
        stored = {name: found.group("name") for name in self._names() if (found := _GENERATION.fullmatch(name))}
        unneeded = set(stored.values()) - kept - {record.get("live")}
        before = json.loads(record.get("retired", "{}"))
        retired = {name: before.get(name, now) for name in sorted(unneeded)}
        gone = [name for name, since in retired.items() if now - since >= grace]
        for collection in [collection for collection, name in stored.items() if name in gone]:
            self._client.delete_collection(collection)
        left = {name: since for name, since in retired.items() if name not in gone}
        self._write({**record, "retired": json.dumps(left)})
        return gone

    def _names(self) -> list[str]:
        return [str(collection.name) for collection in self._client.list_collections()]

    def _record(self) -> dict[str, str]:
        from chromadb.errors import NotFoundError

        try:
            return dict(self._client.get_collection(RECORD, embedding_function=None).metadata or {})
        except NotFoundError:
            return {}

    def _write(self, record: dict[str, str]) -> None:
        collection = self._client.get_or_create_collection(RECORD, embedding_function=None)
        collection.modify(metadata=record)

    def _asked(self, ask: Callable[[], _T]) -> _T:
        """Ask the server something; every fault of the connection is told as one kind."""
        try:
            self._client = self._client or connect(self._url)
            return ask()
        except CredenceError:
            raise
        except Exception as error:  # chromadb lets httpx's errors and its own through
            raise unavailable(self._url, error) from error
