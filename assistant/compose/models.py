"""Opening the chat model that the settings name."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.settings import AssistantSettings
from ingest.errors import SettingsError

NO_KEY = "none"
"""Sent to an OpenAI-compatible server of one's own, which asks for no key."""

_EXAMPLES = "Set CREDENCE_ENGINE to `extractive` or to `provider:model`, such as `openai:NAME` or `ollama:NAME`."


def open_model(settings: AssistantSettings) -> BaseChatModel:
    """The chat model of `settings.engine`; nothing is sent yet.

    Raises:
        SettingsError: the provider is unknown, its package or its key is missing.
    """
    from langchain.chat_models import init_chat_model

    name = model_name(settings)
    try:
        model: BaseChatModel = init_chat_model(name, **_options(name.split(":", 1)[0], settings))
    except ImportError as error:
        raise SettingsError(f"The chat model “{name}” needs a package that is not installed.", str(error)) from error
    except Exception as error:  # providers raise their own exceptions for a missing key or a wrong value
        reason = " ".join(str(error).split())[:200]
        raise SettingsError(f"The chat model “{name}” cannot be opened: {reason}", _EXAMPLES) from error
    return model


def model_name(settings: AssistantSettings) -> str:
    """`provider:model`; a bare name with a server's address means an OpenAI-compatible server."""
    bare = ":" not in settings.engine
    return f"openai:{settings.engine}" if bare and settings.model_base_url else settings.engine


def _options(provider: str, settings: AssistantSettings) -> dict[str, Any]:
    """Constructor arguments; retries are off, because a second try costs the reader more than the fallback."""
    options: dict[str, Any] = {"base_url": settings.model_base_url, "temperature": settings.model_temperature}
    if provider == "ollama":
        options |= {"num_predict": settings.model_max_tokens, "client_kwargs": {"timeout": settings.model_timeout}}
    else:
        options |= {"max_tokens": settings.model_max_tokens, "timeout": settings.model_timeout, "max_retries": 0}
    if settings.model_api_key is not None:
        options["api_key"] = settings.model_api_key.get_secret_value()
    elif provider == "openai" and settings.model_base_url and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = NO_KEY
    if provider == "openai":
        options["stream_usage"] = True
    return {key: value for key, value in options.items() if value is not None}
