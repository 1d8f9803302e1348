"""What every question uses, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.compose.engine import Engine
from assistant.crossencoder import Reranker
from assistant.route import Router
from assistant.settings import AssistantSettings
from ingest.embedder import Embedder
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Resources:
    """What every question uses: models, settings, one generation, and today's date."""

    settings: AssistantSettings
    model: Embedder
    router: Router
    engine: Engine
    index: Index
    today: date
    index_warning: str | None = None
    reranker: Reranker | None = None
