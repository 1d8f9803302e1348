"""Settings of ingest and of the index on disk; environment variables start with CREDENCE_."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Where the index lives and how it is built."""

    model_config = SettingsConfigDict(env_prefix="CREDENCE_", extra="forbid", frozen=True)

    home: Path = Field(Path(".credence"), description="Folder of the index, the stored texts and the feedback store.")
    embedding_model: str = Field(
        "default", description="Embedding weights: `default` (bundled), a local folder, or a hub name."
    )
    chroma_url: str | None = Field(
        None, description="Address of a Chroma server that holds the vectors; empty: embedded in the home folder."
    )
    chunk_pieces: int = Field(200, ge=32, le=2000, description="Most word pieces of a chunk, heading path included.")
    batch_size: int = Field(32, ge=1, le=1024, description="Chunks embedded at once.")
    max_document_bytes: int = Field(
        50_000_000, ge=1, description="Largest file that ingest reads, in bytes; larger ones are skipped and named."
    )
    max_document_chars: int = Field(
        5_000_000, ge=1, description="Most characters of text that one document may hold; larger ones are skipped."
    )
    reader_seconds: float = Field(
        300.0, gt=0, description="Longest time for reading one PDF, Word or HTML file; slower ones are skipped."
    )
    grace_seconds: float = Field(
        600.0, ge=0, description="How long vectors that no generation needs any more stay on the Chroma server."
    )
    keep_generations: int = Field(2, ge=2, le=50, description="Generations kept on disk, the live one included.")
