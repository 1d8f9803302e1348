"""A small client of the HTTP service: the same objects as the Python API, over the network.

with Client("http://127.0.0.1:7860") as client:
    answer = client.ask("Can I moonlight on a J-1 visa?")
    print(answer.text, answer.citations[0].quote)
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pydantic import TypeAdapter

from assistant.types import Answer, Draft, Progress, Turn
from ingest.errors import CredenceError

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

_ANSWER = TypeAdapter(Answer)
_LONGEST_WAIT = 10.0


class ServiceError(CredenceError):
    """The service refused or failed; `retryable` says whether the same request may succeed later."""

    def __init__(self, message: str, remedy: str, status: int | None = None, *, retryable: bool = False) -> None:
        super().__init__(message, remedy)
        self.status = status
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Summary:
    """A document as it is listed."""

    id: str
    title: str
    topic: str | None
    digest: str
    reviewed: date | None
    review_by: date | None
    curated: bool
    sections: int


@dataclass(frozen=True, slots=True)
class Place:
    """A section and where it stands in the document's text."""

    id: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A document's stored text, which the offsets of citations point into, with its sections."""

    id: str
    title: str
    digest: str
    text: str
    outline: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage for a query."""

    document: str
    section: str
    heading: str
    start: int
    end: int
    score: float
    text: str


_SUMMARIES = TypeAdapter(list[Summary])
_TEXT = TypeAdapter(Text)
_FOUND = TypeAdapter(list[Found])


class Client:
    """Talks to one service; safe to use from several threads."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = 60.0,
        retries: int = 2,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare a client; nothing is sent yet.

        Args:
            url: address of the service.
            key: an API key, if the service asks for one.
            timeout: seconds until a request counts as lost.
            retries: how often a request that may succeed later is sent again.
            wait: waits some seconds before that.
        """
        import httpx

        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout)
        self._retries = retries
        self._wait = wait

    def ask(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = (), *, explain: bool = False
    ) -> Answer:
        """Answer a question.

        Raises:
            ServiceError: the service cannot be reached, refused, or failed.
        """
        body = {**_body(question, history, forget), "explain": explain}
        return _ANSWER.validate_python(self._send("POST", "/api/ask", json=body).json())

    def stream(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = ()
    ) -> Iterator[Progress | Draft | Answer]:
        """Answer a question piece by piece; the last piece is the answer.

        Raises:
            ServiceError: the service cannot be reached, refused, or failed.
        """
        body = {**_body(question, history, forget), "stream": True}
        with self._lost(), self._http.stream("POST", "/api/ask", json=body) as response:
            if response.is_error:
                response.read()
                raise _error(response)
            for name, data in _events(response.iter_lines()):
                yield _piece(name, data)

    def documents(self) -> list[Summary]:
        """All documents.

        Raises:
            ServiceError: the service cannot be reached, refused, or failed.
        """
        return _SUMMARIES.validate_python(self._send("GET", "/api/documents").json()["documents"])

    def document(self, document_id: str) -> Text:
        """One document with its text.

        Raises:
            ServiceError: there is none, or the service cannot be reached, refused, or failed.
        """
        return _TEXT.validate_python(self._send("GET", f"/api/documents/{quote(document_id)}").json())

    def search(self, query: str, k: int = 10) -> list[Found]:
        """The best passages for a query, best first.

        Raises:
            ServiceError: the service cannot be reached, refused, or failed.
        """
        return _FOUND.validate_python(self._send("GET", "/api/search", params={"q": query, "k": k}).json()["passages"])

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, method: str, path: str, **content: Any) -> httpx.Response:
        for tried in range(self._retries + 1):
            with self._lost():
                response = self._http.request(method, path, **content)
            if not response.is_error:
                return response
            error = _error(response)
            if not error.retryable or tried == self._retries:
                raise error
            self._wait(min(float(response.headers.get("retry-after", 1)), _LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")

    def _lost(self) -> _Lost:
        return _Lost(str(self._http.base_url))


class _Lost:
    """Turns a lost connection into a `ServiceError`."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import httpx

        if isinstance(error, httpx.HTTPError):
            words = f"The service at {self._url} cannot be reached ({error or type(error).__name__})."
            raise ServiceError(words, "Check the address, and that `credence serve` runs.", retryable=True) from error


def _body(question: str, history: Sequence[Turn], forget: Sequence[str]) -> dict[str, Any]:
    messages = [{"role": turn.role, "content": turn.content} for turn in history]
    return {"question": question, "history": messages, "forget": list(forget)}


def _error(response: httpx.Response) -> ServiceError:
    try:
        about = response.json()["error"]
        message, remedy, retryable = about["message"], about["remedy"], bool(about["retryable"])
    except (ValueError, KeyError, TypeError):
        message, remedy = f"The service answered {response.status_code}.", "Is this the address of Credence?"
        retryable = response.status_code in (502, 503, 504)
    return ServiceError(message, remedy, response.status_code, retryable=retryable)


def _events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def _piece(name: str, data: Any) -> Progress | Draft | Answer:
    match name:
        case "progress":
            return Progress(data["step"])
        case "draft":
            return Draft(data["text"])
        case "answer":
            return _ANSWER.validate_python(data)
    raise ServiceError(data["message"], data["remedy"], retryable=bool(data["retryable"]))
