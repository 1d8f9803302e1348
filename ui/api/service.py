"""What the routes share: the assistant that is opening, settings, keys, and places for questions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from anyio import to_thread

from assistant.types import Answer, Draft, Progress, Turn
from ui.api.keys import Keyring
from ui.api.problems import Unready
from ui.api.settings import ServiceSettings
from ui.limits import RateLimit
from ui.metrics import Metrics
from ui.settings import UiSettings
from ui.startup import Phase, Startup

if TYPE_CHECKING:
    from assistant import Assistant

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all that comes with it, whichever route it came by."""

    text: str
    history: tuple[Turn, ...] = ()
    forget: tuple[str, ...] = ()


class Places:
    """Lets some questions run, some wait, and refuses the rest."""

    def __init__(self, running: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(running)
        self._most = waiting
        self._waiting = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Hold a place.

        Raises:
            Unready: too many wait already.
        """
        if self._waiting >= self._most:
            raise Unready("Too many questions are waiting.", "Try again in a few seconds.")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


@dataclass(frozen=True, slots=True)
class Service:
    """What the routes share."""

    startup: Startup
    settings: ServiceSettings
    metrics: Metrics
    keyring: Keyring
    places: Places
    by_address: RateLimit
    guarded: bool
    """Whether the page asks for a sign-in."""

    @classmethod
    def over(
        cls, startup: Startup, page: UiSettings, settings: ServiceSettings, metrics: Metrics, *, guarded: bool
    ) -> Service:
        """The service as its settings want it; it shares the page's limits."""
        return cls(
            startup,
            settings,
            metrics,
            Keyring(settings.keys_path),
            Places(page.concurrency, page.max_waiting),
            RateLimit(page.rate_per_minute),
            guarded,
        )

    @property
    def assistant(self) -> Assistant:
        """The open assistant.

        Raises:
            Unready: it is still opening, or cannot be opened.
        """
        state, assistant = self.startup.state, self.startup.assistant
        if assistant is None or state.phase is not Phase.READY:
            words = state.message or "The assistant is warming up."
            raise Unready(words, state.remedy or "Try again in a few seconds.")
        return assistant

    async def run(self, work: Callable[[], _T]) -> _T:
        """Run something that blocks in a thread, in its turn."""
        async with self.places.take():
            return await to_thread.run_sync(work)

    async def answer(self, question: Question, *, explain: bool = False) -> Answer:
        """Answer a question as a whole."""
        ask = self.assistant.ask
        return await self.run(lambda: ask(question.text, question.history, question.forget, explain))

    async def stream(self, question: Question) -> AsyncIterator[Progress | Draft | Answer]:
        """Answer a question piece by piece; a reader who leaves ends it."""
        async with self.places.take():
            pieces = self.assistant.stream(question.text, history=question.history, forget=question.forget)
            try:
                while (piece := await to_thread.run_sync(next, pieces, None)) is not None:
                    yield piece
            finally:
                pieces.close()  # type: ignore[attr-defined]  # a generator; closing gives its generation back


def turns(pairs: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
    """Messages of a conversation from role and content."""
    return tuple(Turn(role, content) for role, content in pairs)
