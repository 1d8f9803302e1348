"""Fixtures of the service's tests: one served page over the fake assistant, shared by a whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.conftest import Site, served
from tests.ui.fakes import FakeAssistant
from ui.settings import UiSettings


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = UiSettings(home=tmp_path_factory.mktemp("home"), rate_per_minute=100_000)
    with served(settings, FakeAssistant()) as running:
        yield running
