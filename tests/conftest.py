"""The small guidance and an index of it with the real embedding weights, shared by assistant and end-to-end tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("credence", deadline=None)
settings.load_profile("credence")

SMALL_GUIDANCE = Path(__file__).parent / "assistant" / "guidance"


@pytest.fixture(scope="session")
def small_guidance() -> Path:
    """Twelve curated sections and two plain ones."""
    return SMALL_GUIDANCE


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, small_guidance: Path) -> Path:
    """A home folder with the small guidance, indexed once; tests that write take a copy."""
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    home = tmp_path_factory.mktemp("small") / "home"
    ingest([small_guidance], IngestSettings(home=home))
    return home


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No CREDENCE_ variable of the machine reaches the test."""
    import os

    for name in [name for name in os.environ if name.startswith("CREDENCE_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests drove a real browser and a real chat model."""
    ran = [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]
    for marker in ("browser", "llm"):
        count = sum(report.when == "call" and marker in report.keywords for report in ran)
        terminalreporter.write_line(f"{marker} tests that ran: {count}")
