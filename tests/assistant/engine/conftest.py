"""A small index, and an assistant whose chat model says what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.compose.account import Prices
from assistant.compose.call import Limits
from assistant.compose.chat_model import ChatModelEngine
from assistant.compose.engine import Engine, ExtractiveEngine
from assistant.service import Assistant
from assistant.settings import AssistantSettings
from ingest.index import IndexHandle
from ingest.pipeline import ingest
from tests.assistant.engine.scripted import ScriptedModel
from tests.fakes import FakeEmbedder

GUIDANCE = Path(__file__).parent / "guidance"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    ingest([GUIDANCE], AssistantSettings(home=folder), embedder=FakeEmbedder)
    return folder


@pytest.fixture
def assistant_with(home: Path) -> Iterator[Callable[[Engine], Assistant]]:
    """Opens assistants with an engine of the test's own."""
    opened: list[Assistant] = []

    def open_with(engine: Engine) -> Assistant:
        settings = AssistantSettings(home=home)
        opened.append(Assistant(settings, FakeEmbedder(), engine, IndexHandle(settings)))
        return opened[-1]

    yield open_with
    for assistant in opened:
        assistant.close()


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    scripted = ScriptedModel()
    yield scripted
    scripted.released.set()


@pytest.fixture
def assistant(assistant_with: Callable[[Engine], Assistant], model: ScriptedModel) -> Assistant:
    limits = Limits(seconds=5.0, tokens=300)
    return assistant_with(ChatModelEngine("test:scripted", model, limits, Prices(input=1.0, output=10.0)))


@pytest.fixture
def extractive(assistant_with: Callable[[Engine], Assistant]) -> Assistant:
    return assistant_with(ExtractiveEngine())
