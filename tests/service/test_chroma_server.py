"""Vectors on a real Chroma server: the same answers, one switch for all, faults that a client can act on."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, AssistantSettings
from assistant.compose.engine import ExtractiveEngine
from assistant.types import Answer
from ingest.corpus import corpus_folder
from ingest.errors import CredenceError, StoreUnavailableError
from ingest.generation import Home
from ingest.index import IndexHandle
from ingest.pipeline import ingest, roll_back
from ingest.store import connect
from ingest.switch import RECORD, Switch
from tests.fakes import FakeEmbedder
from tests.service.chroma import ChromaServer

FILES = sorted(corpus_folder().rglob("*.md"))[:3]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path_factory.mktemp("chroma"))
    running.start()
    yield running
    running.kill()


@pytest.fixture
def clean(server: ChromaServer) -> ChromaServer:
    client = connect(server.url)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    client.close()
    return server


@pytest.fixture
def guidance(tmp_path: Path) -> Path:
    folder = tmp_path / "guidance"
    folder.mkdir()
    for file in FILES:
        shutil.copy(file, folder)
    return folder


def build(folder: Path, settings: AssistantSettings) -> str:
    return ingest([folder], settings, embedder=FakeEmbedder).generation  # type: ignore[arg-type]


def opened(settings: AssistantSettings) -> Assistant:
    return Assistant(settings, FakeEmbedder(), ExtractiveEngine(), IndexHandle(settings))  # type: ignore[arg-type]


@pytest.fixture
def open_assistant() -> Iterator[Callable[[AssistantSettings], Assistant]]:
    made: list[Assistant] = []

    def open_one(settings: AssistantSettings) -> Assistant:
        made.append(opened(settings))
        return made[-1]

    yield open_one
    for assistant in made:
        assistant.close()


def names(server: ChromaServer) -> set[str]:
    client = connect(server.url)
    found = {collection.name for collection in client.list_collections()}
    client.close()
    return found - {RECORD}


def questions(assistant: Assistant) -> list[str]:
    library = assistant.library
    sections = [section for info in library.documents() for section in library.sections(info.id)]
    return [question.ask for section in sections for question in section.questions][::7]


def plain(answer: Answer) -> dict[str, Any]:
    return {**answer.to_dict(), "generation": "", "timings_ms": {}}


def test_answers_are_the_same_as_from_the_embedded_store(
    tmp_path: Path, guidance: Path, clean: ChromaServer, open_assistant: Any
) -> None:
    embedded = AssistantSettings(home=tmp_path / "embedded")
    remote = AssistantSettings(home=tmp_path / "remote", chroma_url=clean.url)
    for settings in (embedded, remote):
        build(guidance, settings)
    here, there = open_assistant(embedded), open_assistant(remote)
    asked = questions(here)
    assert len(asked) > 10
    for question in asked:
        assert plain(there.ask(question, explain=True)) == plain(here.ask(question, explain=True))


def test_every_process_follows_the_switch_on_the_server(
    tmp_path: Path, guidance: Path, clean: ChromaServer, open_assistant: Any
) -> None:
    """A page on another machine, whose own CURRENT still names the old generation, follows too."""
    settings = AssistantSettings(home=tmp_path / "home", chroma_url=clean.url)
    first = build(guidance, settings)
    other = AssistantSettings(home=tmp_path / "other", chroma_url=clean.url)
    shutil.copytree(settings.home, other.home)
    pages = [open_assistant(settings), open_assistant(other)]
    assert {page.library.generation for page in pages} == {first}

    (guidance / "new.md").write_text("# New\n\n## Parking\n\nThe clinic's garage opens at six.\n", "utf-8")
    second = build(guidance, settings)
    shutil.copytree(settings.home / "generations" / second, other.home / "generations" / second)
    shutil.copytree(settings.home / "texts", other.home / "texts", dirs_exist_ok=True)
    expire(pages)
    assert {page.library.generation for page in pages} == {second}
    assert Home(other.home).current() == first
    assert "garage" in pages[1].library.text("new")

    roll_back(settings)
    expire(pages)
    assert {page.library.generation for page in pages} == {first}


def test_a_page_stays_on_its_generation_until_it_has_the_new_one(
    tmp_path: Path, guidance: Path, clean: ChromaServer, open_assistant: Any
) -> None:
    settings = AssistantSettings(home=tmp_path / "home", chroma_url=clean.url)
    first = build(guidance, settings)
    page = open_assistant(settings)
    Switch(clean.url).publish("g20991231T235959999")
    expire([page])
    assert page.library.generation == first


def expire(pages: list[Assistant]) -> None:
    """Let each page look at the record again, as it does after a second."""
    for page in pages:
        switch = page._handle._switch
        assert switch is not None
        switch._seen = None


def test_old_generations_go_after_a_grace_period(tmp_path: Path, guidance: Path, clean: ChromaServer) -> None:
    settings = AssistantSettings(home=tmp_path / "home", chroma_url=clean.url, grace_seconds=3600)
    built = []
    for number in range(3):
        (guidance / "n.md").write_text(f"# N\n\n## Number\n\nThe number is {number}.\n", "utf-8")
        built.append(build(guidance, settings))
    assert not Home(settings.home).has(built[0])
    assert any(built[0] in name for name in names(clean))
    clock = [0.0]
    switch = Switch(clean.url, clock=lambda: clock[0])
    import time

    clock[0] = time.time() + 3599
    assert switch.clear_away(built[1:], 3600) == []
    clock[0] = time.time() + 3601
    assert switch.clear_away(built[1:], 3600) == [built[0]]
    assert not any(built[0] in name for name in names(clean))
    assert sum(built[2] in name for name in names(clean)) == 2


def test_a_generation_that_came_back_is_not_dropped(clean: ChromaServer) -> None:
    client = connect(clean.url)
    client.create_collection("credence-g1-chunks", embedding_function=None)
    clock = [1000.0]
    switch = Switch(clean.url, clock=lambda: clock[0])
    assert switch.clear_away([], 60) == []
    switch.publish("g1")
    clock[0] = 5000.0
    assert switch.clear_away([], 60) == []
    assert switch.live() == "g1"


def test_without_the_server_nothing_is_switched(tmp_path: Path, guidance: Path, clean: ChromaServer) -> None:
    settings = AssistantSettings(home=tmp_path / "home", chroma_url=clean.url)
    first = build(guidance, settings)
    (guidance / "n.md").write_text("# N\n\n## Number\n\nThe number is 1.\n", "utf-8")
    clean.kill()
    try:
        with pytest.raises(StoreUnavailableError, match="chroma run"):
            build(guidance, settings)
        assert Home(settings.home).current() == first
        with pytest.raises(StoreUnavailableError):
            opened(settings).ask("What is the number?")
    finally:
        clean.start()


def test_a_server_that_dies_under_load_loses_only_what_was_in_flight(
    tmp_path: Path, guidance: Path, clean: ChromaServer, open_assistant: Any
) -> None:
    settings = AssistantSettings(home=tmp_path / "home", chroma_url=clean.url)
    build(guidance, settings)
    assistant = open_assistant(settings)
    asked = questions(assistant)
    expected = {question: plain(assistant.ask(question)) for question in asked}
    answered, lost = threading.Event(), threading.Event()
    stop = threading.Event()
    strange: list[BaseException | str] = []

    def read(offset: int) -> None:
        turn = offset
        while not stop.is_set():
            question = asked[turn % len(asked)]
            turn += 1
            try:
                same = plain(assistant.ask(question)) == expected[question]
                answered.set() if same else strange.append(question)
            except StoreUnavailableError:
                lost.set()
            except CredenceError as error:
                strange.append(error)

    readers = [threading.Thread(target=read, args=(n,)) for n in range(4)]
    for reader in readers:
        reader.start()
    assert answered.wait(30)
    clean.kill()
    assert lost.wait(30)
    clean.start()
    answered.clear()
    assert answered.wait(30)
    stop.set()
    for reader in readers:
        reader.join(30)
    assert strange == []
    assert all(plain(assistant.ask(question)) == expected[question] for question in asked)
