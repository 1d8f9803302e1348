"""The chunks of a coming generation with their places in its arrays."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.catalog import ChunkRow
from ingest.embedder import Embedder
from ingest.live import Live
from ingest.settings import IngestSettings
from ingest.splitter import split
from ingest.types import Chunk, Document

if TYPE_CHECKING:
    from ingest.plan import Plan, Planned

Model = Callable[[], Embedder]
"""Gives the embedding model, loaded when it is first needed."""


def chunk_rows(plan: Plan, live: Live | None, model: Model, settings: IngestSettings) -> Iterator[ChunkRow]:
    """All chunks in order; those of documents that stay as they are come from the live generation."""
    before: dict[str, list[ChunkRow]] = defaultdict(list)
    if live is not None:
        for row in live.catalog.chunks():
            before[row.chunk.document].append(row)
    number = vector = 0
    for item in plan.documents:
        for chunk, key, questions in _chunks(item, before, model, settings):
            row = ChunkRow(number, chunk, key, vector, questions)
            yield row
            number += 1
            vector += width(row)


def _chunks(
    item: Planned, before: dict[str, list[ChunkRow]], model: Model, settings: IngestSettings
) -> Iterator[tuple[Chunk, str, int]]:
    if item.kept:
        yield from ((row.chunk, row.key, row.questions) for row in before[item.document.id])
        return
    limit = min(settings.chunk_pieces, model().max_pieces)
    asked = {section.id: section.asks for section in item.document.sections}
    for chunk in split(item.document, model().count, limit):
        asks = asked[chunk.section]
        yield chunk, _key(item.document, chunk, asks), len(asks)


def _key(document: Document, chunk: Chunk, asks: Sequence[str]) -> str:
    """A digest of all that is embedded for a chunk."""
    units = [(u.start - chunk.start, u.end - chunk.start) for u in chunk.units]
    content = json.dumps([chunk.context, document.text[chunk.start : chunk.end], units, list(asks)])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def width(row: ChunkRow) -> int:
    """Vectors of a chunk: its own, its units', its section questions'."""
    return 1 + len(row.chunk.units) + row.questions


def question_id(row: ChunkRow, number: int) -> str:
    """Id of a section question's vector; what stands before the last `?` is the chunk's id."""
    return f"{row.chunk.id}?{number}"
