"""The catalog of a generation: documents, sections and chunks in one SQLite file, read on demand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ingest.errors import IndexDamagedError
from ingest.types import Chunk, Document, Outline, Section, Unit, UnitKind

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, path TEXT, plain_id TEXT, title TEXT, topic TEXT, reviewed TEXT, review_by TEXT,
    curated INTEGER, digest TEXT, file_digest TEXT, precedence INTEGER, site TEXT, blocks BLOB, dropped BLOB
);
CREATE TABLE sections (document TEXT, id TEXT, position INTEGER, data TEXT, PRIMARY KEY (document, id));
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT, section TEXT, position INTEGER, start INTEGER, end INTEGER,
    context TEXT, units TEXT, key TEXT, vector INTEGER, questions INTEGER
);
CREATE INDEX chunks_section ON chunks (document, section);
"""
_SECTION = TypeAdapter(Section)
KEPT = 20_000
"""Rows that are kept by id or number; when they are more, the collection begins anew."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document as it is listed; `digest` names its stored text, `file_digest` all that it was made from."""

    id: str
    path: str
    plain_id: str
    title: str
    topic: str | None
    reviewed: date | None
    review_by: date | None
    curated: bool
    digest: str
    file_digest: str
    sections: int = 0
    precedence: int = 0


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk with its place in the generation's arrays.

    Vector row `vector` is the chunk's own; the next `len(chunk.units)` are its units'; the next
    `questions` are those of its section's questions. `key` is a digest of all that was embedded.
    """

    row: int
    chunk: Chunk
    key: str
    vector: int
    questions: int


class CatalogWriter:
    """Writes a new catalog; call `close` to make it durable."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript(_SCHEMA)

    def add_document(self, document: Document, plain_id: str, file_digest: str) -> None:
        """Record a document and its sections."""
        reviewed = document.reviewed.isoformat() if document.reviewed else None
        review_by = document.review_by.isoformat() if document.review_by else None
        self._db.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (document.id, document.path, plain_id, document.title, document.topic, reviewed, review_by)
            + (int(document.curated), document.digest, file_digest, document.precedence)
            + _outline_values(document.outline),
        )
        rows = ((document.id, s.id, i, _SECTION.dump_json(s).decode()) for i, s in enumerate(document.sections))
        self._db.executemany("INSERT INTO sections VALUES (?,?,?,?)", rows)

    def add_chunks(self, rows: Iterable[ChunkRow]) -> None:
        """Record chunks with their rows."""
        self._db.executemany("INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", map(_chunk_values, rows))

    def close(self) -> None:
        """Commit and close."""
        self._db.commit()
        self._db.close()


def _chunk_values(row: ChunkRow) -> tuple[Any, ...]:
    chunk = row.chunk
    units = json.dumps([[u.start, u.end, u.kind, u.stem] for u in chunk.units])
    place = (chunk.document, chunk.section, chunk.index, chunk.start, chunk.end, chunk.context)
    return (row.row, chunk.id, *place, units, row.key, row.vector, row.questions)


def _outline_values(outline: Outline | None) -> tuple[Any, ...]:
    if outline is None:
        return None, None, None
    return outline.site, *(np.asarray(numbers, dtype="<i8").tobytes() for numbers in (outline.blocks, outline.dropped))


def _outline(site: str | None, *blobs: bytes) -> Outline | None:
    if site is None:
        return None
    return Outline(site, *(tuple(np.frombuffer(blob, dtype="<i8").tolist()) for blob in blobs))


class Catalog:
    """Reads a catalog; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a catalog.

        Raises:
            IndexDamagedError: it is missing or no SQLite file.
        """
        try:
            address = path.resolve().as_uri() + "?mode=ro"
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.rows = int(self._db.execute("SELECT count(*) FROM chunks").fetchone()[0])
        except sqlite3.Error as error:
            raise IndexDamagedError(f"The index's catalog cannot be read ({error}).", REBUILD) from error
        self._kept: dict[str | int, ChunkRow] = {}
        self.section = lru_cache(maxsize=20_000)(self._section)
        self.document = lru_cache(maxsize=5_000)(self._document)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def documents(self) -> list[DocumentInfo]:
        """All documents, by id."""
        counts = dict(self._db.execute("SELECT document, count(*) FROM sections GROUP BY document"))
        rows = self._db.execute("SELECT * FROM documents ORDER BY id")
        return [_document_info(row, counts.get(row[0], 0)) for row in rows]

    def outlines(self) -> dict[str, Outline | None]:
        """The outline of each document by id."""
        rows = self._db.execute("SELECT id, site, blocks, dropped FROM documents")
        return {row[0]: _outline(*row[1:]) for row in rows}

    def outline(self, document_id: str) -> Outline | None:
        """The outline of one document."""
        query = "SELECT site, blocks, dropped FROM documents WHERE id = ?"
        row = self._db.execute(query, (document_id,)).fetchone()
        return _outline(*row) if row else None

    def _document(self, document_id: str) -> DocumentInfo:
        row = self._db.execute("SELECT * FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        count = self._db.execute("SELECT count(*) FROM sections WHERE document = ?", (document_id,)).fetchone()[0]
        return _document_info(row, count)

    def sections(self, document_id: str) -> list[Section]:
        """Sections of a document in reading order."""
        rows = self._db.execute("SELECT data FROM sections WHERE document = ? ORDER BY position", (document_id,))
        return [_SECTION.validate_json(data) for (data,) in rows]

    def _section(self, document_id: str, section_id: str) -> Section:
        row = self._db.execute(
            "SELECT data FROM sections WHERE document = ? AND id = ?", (document_id, section_id)
        ).fetchone()
        if row is None:
            raise KeyError(f"{document_id}#{section_id}")
        return _SECTION.validate_json(row[0])

    def chunks(self) -> Iterator[ChunkRow]:
        """All chunks by row."""
        for row in self._db.execute("SELECT * FROM chunks ORDER BY row"):
            yield _chunk_row(row)

    def chunks_of(self, document_id: str, section_id: str | None = None) -> list[ChunkRow]:
        """Chunks of a document, or of one section of it."""
        query = "SELECT * FROM chunks WHERE document = ?"
        values: tuple[str, ...] = (document_id,)
        if section_id is not None:
            query, values = query + " AND section = ?", (document_id, section_id)
        return [_chunk_row(row) for row in self._db.execute(query + " ORDER BY row", values)]

    def by_rows(self, rows: Sequence[int]) -> list[ChunkRow]:
        """Chunks by row number, in the order asked for."""
        return self._lookup("row", list(rows))

    def by_ids(self, ids: Sequence[str]) -> list[ChunkRow]:
        """Chunks by id, in the order asked for."""
        return self._lookup("id", list(ids))

    def places(self) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Of all chunks by row: id, first vector row, number of units, number of section questions."""
        query = "SELECT id, vector, json_array_length(units), questions FROM chunks ORDER BY row"
        ids, *numbers = zip(*self._db.execute(query), strict=True) if self.rows else ((), (), (), ())
        first, units, questions = (np.array(column, dtype=np.int64) for column in numbers)
        return list(ids), first, units, questions

    def _lookup(self, column: str, values: list[Any]) -> list[ChunkRow]:
        known = {value: row for value in values if (row := self._kept.get(value)) is not None}
        missing = [value for value in values if value not in known]
        if missing:
            fresh = self._read(column, missing)
            if len(self._kept) + len(fresh) > KEPT:
                self._kept.clear()
            self._kept |= fresh
            known |= fresh
        return [known[value] for value in values if value in known]

    def _read(self, column: str, values: Sequence[Any]) -> dict[str | int, ChunkRow]:
        marks = ",".join("?" * len(values))
        found = self._db.execute(f"SELECT * FROM chunks WHERE {column} IN ({marks})", values)
        place = 0 if column == "row" else 1
        return {row[place]: _chunk_row(row) for row in found}


REBUILD = "Run `credence ingest` to build it again, or `credence index rollback` for the previous one."


def _document_info(row: Sequence[Any], sections: int) -> DocumentInfo:
    reviewed, review_by = (date.fromisoformat(value) if value else None for value in row[5:7])
    return DocumentInfo(
        id=row[0],
        path=row[1],
        plain_id=row[2],
        title=row[3],
        topic=row[4],
        reviewed=reviewed,
        review_by=review_by,
        curated=bool(row[7]),
        digest=row[8],
        file_digest=row[9],
        sections=sections,
        precedence=row[10],
    )


def _chunk_row(row: Sequence[Any]) -> ChunkRow:
    units = tuple(Unit(start, end, UnitKind(kind), stem) for start, end, kind, stem in json.loads(row[8]))
    chunk = Chunk(row[1], row[2], row[3], row[4], row[5], row[6], row[7], units)
    return ChunkRow(row[0], chunk, row[9], row[10], row[11])
