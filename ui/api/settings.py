"""Settings of the HTTP service and of what it tells about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What can be set about the HTTP service; each field is read from `CREDENCE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CREDENCE_", extra="forbid", frozen=True)

    home: Path = Field(default=Path(".credence"), description="Folder of the index; the API keys are kept there too.")
    api_open: bool = Field(
        default=False,
        description="Serve the HTTP API to other machines without a key. Readers on this machine never need one "
        "until the first key is made.",
    )
    max_body_bytes: int = Field(default=4_000_000, ge=1000, description="Largest request to the API, in bytes.")
    log_format: Literal["text", "json"] = Field(default="text", description="How log lines are written.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="WARNING", description="What is logged.")
    traces: bool = Field(
        default=False,
        description="Send OpenTelemetry traces; where to is set by OpenTelemetry's own variables (extra `telemetry`).",
    )

    @property
    def keys_path(self) -> Path:
        """The file that keeps the hashes of API keys."""
        return self.home / "api-keys.json"
