"""Settings from the environment: read once, checked, with unknown names refused."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from ingest.errors import SettingsError

_S = TypeVar("_S", bound=BaseSettings)
PREFIX = "CREDENCE_"


def settings_classes() -> tuple[type[BaseSettings], ...]:
    """Every settings class of the program."""
    from assistant.settings import AssistantSettings
    from ingest.settings import IngestSettings
    from ui.api.settings import ServiceSettings
    from ui.settings import UiSettings

    return (IngestSettings, AssistantSettings, UiSettings, ServiceSettings)


def check_names() -> None:
    """Refuse a CREDENCE_ variable that no settings class knows.

    Raises:
        SettingsError: with the closest known name.
    """
    known = {PREFIX + name.upper() for cls in settings_classes() for name in cls.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            close = get_close_matches(name, known, 1)
            remedy = f"Did you mean {close[0]}?" if close else "See the settings table in README.md."
            raise SettingsError(f"The setting {name} is unknown.", remedy)


def load(cls: type[_S], **overrides: Any) -> _S:
    """Read a settings class; overrides that are None count as not given.

    Raises:
        SettingsError: a name is unknown or a value cannot be used.
    """
    check_names()
    try:
        return cls(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}.", "Correct it or remove it.") from error
