"""A real MCP client talks to `credence mcp` in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio
import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
from tests.ui.fakes import FakeAssistant
from ui.mcp_server import run
run(FakeAssistant)
"""

mcp = pytest.importorskip("mcp")


def talk(steps: object) -> None:
    from mcp import Client, StdioServerParameters

    async def whole() -> None:
        parameters = StdioServerParameters(command=sys.executable, args=["-c", PROGRAM], cwd=ROOT)
        async with Client(parameters, read_timeout_seconds=60) as client:
            await steps(client)  # type: ignore[operator]

    anyio.run(whole)


def test_a_conversation_with_citations() -> None:
    async def steps(client: mcp.Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search_guidance", "read_section"}
        assert all(tool.description for tool in tools.values())

        first = (await client.call_tool("ask", {"question": "What is Conrad 30?"})).structured_content
        citation = first["answer"]["citations"][0]
        assert "[1]" in first["reply"]
        assert citation["quote"] in first["reply"]

        place = {"document": citation["document"], "section": citation["section"]}
        section = (await client.call_tool("read_section", place)).structured_content
        assert citation["quote"] in section["text"]
        assert section["as_of"]

        history = [{"role": "user", "content": "J-1"}, {"role": "assistant", "content": first["reply"]}]
        second = (await client.call_tool("ask", {"question": "And in Ohio?", "history": history})).structured_content
        assert second["answer"]["situation"] == {"visa": "J-1"}

        found = (await client.call_tool("search_guidance", {"query": "waiver", "k": 1})).structured_content
        assert len(found["result"]) == 1

    talk(steps)


def test_faults_are_told_with_their_remedy() -> None:
    async def steps(client: mcp.Client) -> None:
        wrong = await client.call_tool("read_section", {"document": "visas-j1", "section": "nothing"})
        assert wrong.is_error
        assert "List the documents first." in wrong.content[0].text
        assert (await client.call_tool("search_guidance", {"query": " "})).is_error

    talk(steps)
