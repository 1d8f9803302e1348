"""Shipped guidance, the real weights, the real commands: programs and assistants get the same answer."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import anyio
import openai
import pytest

from ingest.corpus import corpus_folder
from ui.client import Client

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "ui.cli"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, root = tmp_path_factory.mktemp("guidance"), tmp_path_factory.mktemp("home")
    smallest = sorted(corpus_folder().rglob("*.md"), key=lambda path: path.stat().st_size)[:2]
    for path in smallest:
        shutil.copy(path, folder)
    command = [*PROGRAM, "ingest", str(folder), "--home", str(root)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    return root


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "CREDENCE_LOG_FORMAT": "json", "CREDENCE_LOG_LEVEL": "INFO"}
    log = home / "serve.log"
    with log.open("wb") as file:
        command = [*PROGRAM, "serve", "--home", str(home), "--port", str(port)]
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=file)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/readyz", running)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def _await(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 180
    while True:
        assert running.poll() is None, "`credence serve` ended"
        assert time.monotonic() < until, "`credence serve` does not get ready"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)


@pytest.fixture(scope="module")
def question(home: Path) -> str:
    """A question that the indexed guidance is recorded to answer."""
    from ingest.catalog import Catalog
    from ingest.generation import Home

    place = Home(home)
    catalog = Catalog(place.folder(place.current()) / "catalog.sqlite")
    sections = [section for info in catalog.documents() for section in catalog.sections(info.id)]
    catalog.close()
    return next(section.questions[0].ask for section in sections if section.questions)


def test_http_openai_and_logs_agree(url: str, home: Path, question: str) -> None:
    with Client(url) as client:
        answer = client.ask(question)
        assert answer.citations, answer.text
        for citation in answer.citations:
            document = client.document(citation.document)
            assert document.digest == citation.digest
            assert document.text[citation.start : citation.end] == citation.quote
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none") as model:
        reply = model.chat.completions.create(model="credence", messages=[{"role": "user", "content": question}])
    assert (reply.choices[0].message.content or "").startswith(answer.text)
    lines = [line for line in (home / "serve.log").read_text("utf-8").splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines if "A question was answered" in line]
    assert told[-1]["outcome"] == answer.outcome
    assert question not in "".join(lines)


def test_mcp_gives_the_same_answer(url: str, home: Path, question: str) -> None:
    from mcp import Client as McpClient
    from mcp import StdioServerParameters

    async def asked() -> str:
        arguments = [*PROGRAM[1:], "mcp", "--home", str(home)]
        parameters = StdioServerParameters(command=PROGRAM[0], args=arguments, cwd=ROOT)
        async with McpClient(parameters, read_timeout_seconds=180) as client:
            found = (await client.call_tool("ask", {"question": question})).structured_content
            return str(found["answer"]["text"])

    with Client(url) as client:
        assert anyio.run(asked) == client.ask(question).text
