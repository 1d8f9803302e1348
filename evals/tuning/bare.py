"""The guidance as if it recorded no section questions, as an office's own documents are.

A decision to answer that was fitted only where every section lists questions leans on them. Samples from
this view of the index let the fit know documents without any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from ingest.catalog import Catalog, ChunkRow
from ingest.embedder import Vectors
from ingest.index import Index
from ingest.lexical import LexicalIndex, tokens


class _BareCatalog:
    """A catalog whose rows have no section questions."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def by_ids(self, ids: Sequence[str]) -> list[ChunkRow]:
        """Rows by chunk id."""
        return [replace(row, questions=0) for row in self._catalog.by_ids(ids)]

    def by_rows(self, rows: Sequence[int]) -> list[ChunkRow]:
        """Rows by number."""
        return [replace(row, questions=0) for row in self._catalog.by_rows(rows)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalog, name)


class _Bare:
    """An index that gives everything of another one but its section questions."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.catalog = _BareCatalog(index.catalog)
        self.manifest = replace(index.manifest, questions=0)
        self.asked = _headings(index)

    def nearest(self, name: str, vectors: Vectors, k: int) -> list[list[str]]:
        """Neighbors among the chunks alone."""
        return [[] for _ in vectors] if name == "questions" else self._index.nearest(name, vectors, k)

    def vectors_of(self, row: ChunkRow) -> Vectors:
        """The chunk's vector and its units'."""
        return self._index.vectors_of(row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def _headings(index: Index) -> LexicalIndex:
    """What the field of section questions holds where there are none: the words of the headings."""
    rows = index.catalog.by_rows(range(index.manifest.chunks))
    with TemporaryDirectory() as folder:
        LexicalIndex.build([tokens(index.section_of(row).heading) for row in rows], Path(folder, "headings"))
        return LexicalIndex.open(Path(folder, "headings"), index.manifest.chunks)


def without_questions(index: Index) -> Index:
    """A view of an index without its section questions; nothing is embedded anew."""
    return cast(Index, _Bare(index))
