"""Opening the chat model that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.compose.chat_model import ChatModelEngine
from assistant.compose.engine import Engine
from assistant.compose.faults import Fault
from assistant.compose.models import model_name
from assistant.service import Assistant
from assistant.settings import AssistantSettings
from ingest.errors import SettingsError
from tests.assistant.engine.checks import assert_verified, is_extractive


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("engine", "base_url", "name"),
    [
        ("openai:small", None, "openai:small"),
        ("small", "http://127.0.0.1:1/v1", "openai:small"),
        ("ollama:llama:8b", "http://127.0.0.1:1", "ollama:llama:8b"),
        ("claude-small", None, "claude-small"),
    ],
)
def test_names(engine: str, base_url: str | None, name: str) -> None:
    assert model_name(AssistantSettings(engine=engine, model_base_url=base_url)) == name


@pytest.mark.parametrize("engine", ["nonsense", "nowhere:model", "openai:small"])
def test_a_model_that_cannot_be_opened_is_a_settings_error(engine: str) -> None:
    with pytest.raises(SettingsError, match="cannot be opened.*CREDENCE_ENGINE"):
        ChatModelEngine.open(AssistantSettings(engine=engine))


def test_a_missing_package_is_named() -> None:
    with pytest.raises(SettingsError, match="pip install langchain-perplexity"):
        ChatModelEngine.open(AssistantSettings(engine="perplexity:sonar"))


def test_the_key_is_in_no_message(tmp_path: Path) -> None:
    settings = AssistantSettings(engine="nowhere:model", model_api_key="sk-very-secret", home=tmp_path)
    with pytest.raises(SettingsError) as raised:
        ChatModelEngine.open(settings)
    assert "secret" not in str(raised.value)


def test_a_server_that_is_not_there(assistant_with: Callable[[Engine], Assistant]) -> None:
    settings = AssistantSettings(engine="small", model_base_url="http://127.0.0.1:1/v1", model_timeout=20)
    assistant = assistant_with(ChatModelEngine.open(settings))
    answer = assistant.ask("How long must I return home after a J-1 visa?")
    assert is_extractive(answer)
    assert answer.receipt["model"]["fault"] == Fault.UNREACHABLE
    assert_verified(answer, assistant)
