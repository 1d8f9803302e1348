"""`Assistant`: the Python API, and what the command line, the page and the HTTP service call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from assistant.compose.engine import Engine, ExtractiveEngine
from assistant.condense import condense
from assistant.crossencoder import Reranker
from assistant.pipeline import answer
from assistant.rank import rerank
from assistant.resources import Resources
from assistant.retrieve import retrieve
from assistant.route import Router
from assistant.settings import AssistantSettings
from assistant.types import Answer, Draft, PassageReport, Progress, Turn
from ingest.embedder import Embedder
from ingest.errors import InputError
from ingest.index import Index, IndexHandle
from ingest.library import Library


class Assistant:
    """Answers questions from the live generation of an index; safe to use from several threads.

    assistant = Assistant.open()
    answer = assistant.ask("What does an O-1 visa ask of a physician?")
    print(answer.text, answer.citations[0].quote)
    """

    def __init__(
        self,
        settings: AssistantSettings,
        model: Embedder,
        engine: Engine,
        handle: IndexHandle,
        reranker: Reranker | None = None,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self._model = model
        self._reranker = reranker
        self._handle = handle
        self._routers: dict[str, Router] = {}
        self.library = Library(handle)
        self.today: Callable[[], date] = date.today
        """The day on which answers are given; the evaluation pins it, since warnings depend on review dates."""

    @classmethod
    def open(cls, settings: AssistantSettings | None = None) -> Assistant:
        """Load the models and open the index.

        Raises:
            CredenceError: there is no index, it is damaged or was built otherwise, or a model is missing.
        """
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        settings = settings or AssistantSettings()
        threadpool_limits(1, user_api="blas")  # for small products, waiting for other threads costs more than it saves
        handle = IndexHandle(settings)
        handle.release(handle.acquire())
        engine = _engine(settings)
        reranker = Reranker(settings.reranker, settings.reranker_weight) if settings.reranker else None
        return cls(settings, Embedder(settings.embedding_model, settings.batch_size), engine, handle, reranker)

    def ask(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = (), explain: bool = False
    ) -> Answer:
        """Answer a question.

        Args:
            question: what the reader asks now.
            history: the earlier messages of the conversation, oldest first.
            forget: situation values that the reader took back, as "key=value".
            explain: list the passages that were found.
        """
        last = next(item for item in self._turn(question, history, forget, explain) if isinstance(item, Answer))
        return last

    def stream(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = ()
    ) -> Iterator[Progress | Draft | Answer]:
        """Answer a question piece by piece: progress, the verified text as it grows, the answer."""
        yield from self._turn(question, history, forget, explain=False)

    def _turn(
        self, question: str, history: Sequence[Turn], forget: Sequence[str], explain: bool
    ) -> Iterator[Progress | Draft | Answer]:
        index = self._handle.acquire()
        try:
            router, today, warning = self._router(index), self.today(), self._handle.warning
            resources = Resources(
                self.settings, self._model, router, self.engine, index, today, warning, self._reranker
            )
            for item in answer(question, history, forget, resources):
                yield _without_passages(item) if isinstance(item, Answer) and not explain else item
        finally:
            self._handle.release(index)

    def _router(self, index: Index) -> Router:
        if index.name not in self._routers:
            self._routers = {index.name: Router(self._model, index, self.settings.home)}
        return self._routers[index.name]

    def search(self, query: str, k: int = 10) -> list[PassageReport]:
        """The best passages for a query, best first.

        Raises:
            InputError: the query is empty.
        """
        if not query.strip():
            raise InputError("The query is empty.", "Type some words.")
        index = self._handle.acquire()
        try:
            condensed = condense(query, ())
            ranked = rerank(retrieve(condensed, index, self._model, self._reranker), condensed, index)
            return [
                PassageReport(p.row.chunk.document, p.row.chunk.section, p.row.chunk.start, p.row.chunk.end, p.score, n)
                for n, p in enumerate(ranked.passages[:k], 1)
            ]
        finally:
            self._handle.release(index)

    def close(self) -> None:
        """Close the index."""
        self._handle.close()


def _without_passages(item: Answer) -> Answer:
    from dataclasses import replace

    return replace(item, passages=None)


def _engine(settings: AssistantSettings) -> Engine:
    if settings.engine == "extractive":
        return ExtractiveEngine()
    from assistant.compose.chat_model import ChatModelEngine

    return ChatModelEngine.open(settings)
