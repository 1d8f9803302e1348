"""Credence inside a LangChain application: a chain that answers, and a retriever over the same index.

chain = answer_chain(assistant)
chain.invoke({"question": "How long does it last?", "history": [("human", "Tell me about the J-1 visa.")]})

retriever = GuidanceRetriever(assistant=assistant, k=4)
retriever.invoke("fee for Step 1")[0].metadata["section"]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NotRequired, TypedDict

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import convert_to_messages
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, Field

from assistant.service import Assistant
from assistant.types import Answer, Draft, PassageReport, Progress, Turn
from ingest.errors import InputError

_ROLES = {"human": "user", "ai": "assistant"}


class ChainInput(TypedDict):
    """A question, and optionally the messages before it, oldest first, in any form that LangChain reads."""

    question: str
    history: NotRequired[Sequence[Any]]


class AnswerChain(Runnable[ChainInput, Answer]):
    """A question with its history in, an `Answer` out. Batches run in threads; the methods with `a` too."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question.

        Raises:
            InputError: there is no question, or the history holds something that is no message.
        """
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def stream(  # type: ignore[override]
        self, input: ChainInput, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Progress | Draft | Answer]:
        """Answer one question piece by piece: progress, the verified text as it grows, at last the answer."""
        yield from self._transform_stream_with_config(iter([input]), self._stream, config, run_type="chain")

    def _answer(self, given: ChainInput) -> Answer:
        return self._assistant.ask(*_asked(given))

    def _stream(self, inputs: Iterator[ChainInput]) -> Iterator[Any]:
        for given in inputs:
            yield from self._assistant.stream(*_asked(given))


def answer_chain(assistant: Assistant) -> AnswerChain:
    """The way from a question to its answer as a LangChain runnable."""
    return AnswerChain(assistant)


def _asked(given: ChainInput) -> tuple[str, list[Turn]]:
    """Question and history; messages that neither side said (system, tools) are left out."""
    question = given.get("question")
    if not isinstance(question, str):
        raise InputError("The chain was given no question.", 'Call it with {"question": "...", "history": [...]}.')
    try:
        messages = convert_to_messages(given.get("history") or [])
    except (ValueError, NotImplementedError) as error:
        raise InputError("The history holds something that is no message.", str(error)) from error
    return question, [Turn(_ROLES[message.type], message.text) for message in messages if message.type in _ROLES]


class GuidanceRetriever(BaseRetriever):
    """The best passages for a query, as LangChain documents.

    `metadata` holds `document`, `section`, `start`, `end` (offsets into the document's stored text) and
    `score`, and of the section's source `title`, `publisher`, `url` and `as_of`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = Field(10, ge=1, description="Most passages that are returned.")

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        library = self.assistant.library
        while True:  # offsets and texts must be of one generation
            generation = library.generation
            try:
                found = [self._document(report) for report in self.assistant.search(query, self.k)]
            except InputError:
                if library.generation == generation:
                    raise
            else:
                if library.generation == generation:
                    return found

    def _document(self, report: PassageReport) -> Document:
        library = self.assistant.library
        section = library.section(report.document, report.section)
        source = section.source
        return Document(
            page_content=library.text(report.document)[report.start : report.end],
            metadata={
                "document": report.document,
                "section": report.section,
                "start": report.start,
                "end": report.end,
                "score": report.score,
                "title": section.heading,
                "publisher": source.publisher if source else None,
                "url": (source.official_url or source.url) if source else None,
                "as_of": section.as_of.isoformat() if section.as_of else None,
            },
        )
