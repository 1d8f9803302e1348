"""The assistant over the small guidance, with the real embedding weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import AssistantSettings
from ingest.index import Index, IndexHandle


@pytest.fixture(scope="session")
def small(small_home: Path) -> Iterator[Assistant]:
    opened = Assistant.open(AssistantSettings(home=small_home))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def small_index(small_home: Path) -> Iterator[Index]:
    handle = IndexHandle(AssistantSettings(home=small_home))
    yield handle.acquire()
    handle.close()
