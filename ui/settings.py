"""Settings of the page and its server."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class UiSettings(BaseSettings):
    """What can be set about the page; each field is read from `CREDENCE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CREDENCE_", extra="forbid", frozen=True)

    home: Path = Field(default=Path(".credence"), description="Folder of the index; the feedback is kept there too.")
    auth: SecretStr | None = Field(
        default=None,
        description="Sign-in: `name:hash` pairs joined by commas (`python -m ui.auth` makes a hash), "
        "or `header:X-Remote-User` to trust that header from a proxy. Off when empty.",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses whose X-Forwarded-For and sign-in header are believed (a JSON list).",
    )
    feedback_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database that keeps the feedback of many pages (`postgresql://user@host/name`; needs "
        "psycopg). A file in the home folder when empty.",
    )
    max_question_chars: int = Field(default=2000, ge=100, le=20_000, description="Longest question, in characters.")
    max_turns: int = Field(
        default=100, ge=1, le=1000, description="Most earlier turns that a question may bring along."
    )
    rate_per_minute: int = Field(default=240, ge=1, description="Questions that one address may ask in a minute.")
    concurrency: int = Field(default=8, ge=1, le=256, description="Questions answered at the same time.")
    max_waiting: int = Field(default=256, ge=1, description="Questions that may wait for a free place.")
    shutdown_seconds: int = Field(default=2, ge=1, le=60, description="How long open pages may delay a stop.")

    @property
    def feedback_path(self) -> Path:
        """The SQLite file that keeps readers' feedback."""
        return self.home / "feedback.sqlite3"
