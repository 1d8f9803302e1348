"""Settings of the assistant; environment variables start with CREDENCE_."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from ingest.settings import IngestSettings


class AssistantSettings(IngestSettings):
    """How questions are answered; the index settings come with it."""

    model_config = SettingsConfigDict(env_prefix="CREDENCE_", extra="forbid", frozen=True)

    engine: str = Field(
        "extractive", description="What composes answers: `extractive`, or a chat model as `provider:model`."
    )
    model_base_url: str | None = Field(
        None, description="Address of an OpenAI-compatible server for `openai:` engines; empty: the provider's own."
    )
    model_api_key: SecretStr | None = Field(
        None, description="Key for the chat model; empty: the provider's own variable."
    )
    model_timeout: float = Field(20.0, gt=0, description="Seconds until a chat model counts as too slow.")
    model_max_tokens: int = Field(600, ge=50, description="Most tokens that a chat model may write for one answer.")
    model_temperature: float | None = Field(
        None, ge=0, description="Sampling temperature of the chat model; empty: its own (some take no other)."
    )
    model_input_price: float | None = Field(
        None, ge=0, description="US dollars for a million tokens read, for the cost in the receipt."
    )
    model_output_price: float | None = Field(
        None, ge=0, description="US dollars for a million tokens written, for the cost in the receipt."
    )
    reranker: str | None = Field(
        None, description="A cross-encoder that reads the best passages again: a folder or a hub name; empty: none."
    )
    reranker_weight: float = Field(0.3, ge=0, description="What the cross-encoder counts for beside the other scores.")
    max_question_chars: int = Field(2000, ge=100, description="Longest question, in characters.")
    max_history_turns: int = Field(20, ge=0, description="Most earlier messages of a conversation that are read.")
