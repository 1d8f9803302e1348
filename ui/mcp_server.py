"""`credence mcp`: Credence as tools of an assistant, by the Model Context Protocol over standard input and output.

The assistant opens in the background, so that the client's handshake is answered at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any, Literal

from anyio import to_thread
from pydantic import BaseModel, Field

from assistant.types import Turn
from ingest.errors import CredenceError, SettingsError
from ui.api.annotations import appendix

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from assistant import Assistant

INSTRUCTIONS = """Credence answers questions of international medical graduates about working as a physician in the
United States, from curated, dated guidance. Prefer `ask`: each sentence of its reply carries a verbatim quote with
its source. Repeat the quotes' numbers and dates unchanged, name the sources, and say so when it declines."""

Question = Annotated[str, Field(min_length=1, max_length=20_000, description="What the reader asks, as they put it.")]
Query = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S", description="A few words.")]
Count = Annotated[int, Field(ge=1, le=20)]


class Message(BaseModel):
    """An earlier message of the conversation with the reader."""

    role: Literal["user", "assistant"]
    content: str


class Passage(BaseModel):
    """A passage of the guidance."""

    document: str
    section: str
    heading: str
    text: str


class SectionText(BaseModel):
    """A section of the guidance with what it rests on."""

    document: str
    section: str
    heading: str
    text: str
    source: str | None
    publisher: str | None
    as_of: str | None
    url: str | None
    volatile: str | None


def build(opening: Future[Assistant]) -> MCPServer[Any]:
    """The server over an assistant that is opening.

    Raises:
        SettingsError: the package `mcp` is missing.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise SettingsError("The package `mcp` is missing.", "Install credence-img[mcp].") from error

    server: MCPServer[Any] = MCPServer("credence", title="Credence", instructions=INSTRUCTIONS, log_level="WARNING")

    async def told(work: Callable[[Assistant], Any]) -> Any:
        """Run something with the assistant in a thread; a fault becomes the tool's error, with its remedy."""
        try:
            return await to_thread.run_sync(lambda: work(opening.result()))
        except CredenceError as fault:
            raise ToolError(str(fault)) from fault

    async def ask(question: Question, history: list[Message] | None = None) -> dict[str, Any]:
        """Answer a question about working as a US physician; `reply` is the text with quotes, `answer` all details."""
        turns = [Turn(message.role, message.content) for message in history or []]
        answer = await told(lambda assistant: assistant.ask(question, turns))
        return {"reply": answer.text + appendix(answer), "outcome": answer.outcome.value, "answer": answer.to_dict()}

    async def search_guidance(query: Query, k: Count = 5) -> list[Passage]:
        """Find the passages of the guidance nearest to some words, best first, without an answer."""
        found: list[Passage] = await told(lambda assistant: _search(assistant, query, k))
        return found

    async def read_section(document: str, section: str) -> SectionText:
        """Read one section of the guidance word for word, with its source and date."""
        read: SectionText = await told(lambda assistant: _read(assistant, document, section))
        return read

    for tool in (ask, search_guidance, read_section):
        server.add_tool(tool)
    return server


def run(opener: Callable[[], Assistant]) -> None:
    """Serve on standard input and output until the client leaves."""
    with ThreadPoolExecutor(1, thread_name_prefix="credence-open") as pool:
        opening = pool.submit(opener)
        try:
            build(opening).run("stdio")
        finally:
            if opening.done() and opening.exception() is None:
                opening.result().close()


def _search(assistant: Assistant, query: str, k: int) -> list[Passage]:
    library = assistant.library
    return [
        Passage(
            document=report.document,
            section=report.section,
            heading=library.section(report.document, report.section).heading,
            text=library.text(report.document)[report.start : report.end],
        )
        for report in assistant.search(query, k)
    ]


def _read(assistant: Assistant, document: str, section_id: str) -> SectionText:
    section = assistant.library.section(document, section_id)
    source = section.source
    as_of = section.as_of or (source.as_of if source else None)
    return SectionText(
        document=document,
        section=section_id,
        heading=section.heading,
        text=assistant.library.text(document)[section.start : section.end],
        source=source.title if source else None,
        publisher=source.publisher if source else None,
        as_of=as_of.isoformat() if as_of else None,
        url=(source.official_url or source.url) if source else None,
        volatile=section.volatile,
    )
