"""Opening the assistant and building the page in the background, while the server already answers."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from ingest.errors import CredenceError
from ui.strings import say

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant import Assistant

RETRY_SECONDS = 5.0

Tell = Callable[[str], None]
"""Takes words about what the start is doing, for the reader who waits."""

Opener: TypeAlias = "Callable[[Tell], Assistant]"
"""Opens the assistant; may take long and may fail with a `CredenceError`."""

_log = logging.getLogger(__name__)


class Phase(StrEnum):
    """How far the start has come."""

    WARMING = "warming"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class State:
    """The phase; what the start is doing, or the fault with its remedy."""

    phase: Phase
    message: str = ""
    remedy: str = ""


class Startup:
    """Opens the assistant in a thread, tries again after a fault, closes it at the end."""

    def __init__(self, opener: Opener, builder: Callable[[Assistant], FastAPI]) -> None:
        self.state = State(Phase.WARMING)
        self.page: FastAPI | None = None
        self.assistant: Assistant | None = None
        self._opener = opener
        self._builder = builder
        self._fault: State | None = None
        self._stop = threading.Event()
        self._stack = AsyncExitStack()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start the background work; call it in the server's event loop."""
        loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=(loop,), name="credence-startup", daemon=True)
        self._thread.start()

    async def end(self) -> None:
        """Stop the background work and close the assistant."""
        self._stop.set()
        await self._stack.aclose()
        if self.assistant is not None:
            self.assistant.close()

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._stop.is_set():
            try:
                self._open(loop)
                return
            except CredenceError as fault:
                self._failed(State(Phase.FAILED, fault.message, fault.remedy), None)
            except Exception as fault:
                if self._stop.is_set():
                    return
                self._failed(State(Phase.FAILED, say("warm.fault"), say("warm.fault_do")), fault)
            self._stop.wait(RETRY_SECONDS)

    def _failed(self, state: State, fault: Exception | None) -> None:
        """Log a fault once, however often the start is tried again."""
        if state != self._fault:
            _log.error("%s %s", state.message, state.remedy, exc_info=fault)
        self.state = self._fault = state

    def _open(self, loop: asyncio.AbstractEventLoop) -> None:
        self.assistant = self.assistant or self._opener(self._tell)
        page = self._builder(self.assistant)
        asyncio.run_coroutine_threadsafe(self._enter(page), loop).result()
        _log.info("Ready")

    def _tell(self, words: str) -> None:
        self.state = State(Phase.WARMING, words)

    async def _enter(self, page: FastAPI) -> None:
        await self._stack.enter_async_context(page.router.lifespan_context(page))
        self.page = page
        self.state = State(Phase.READY)
