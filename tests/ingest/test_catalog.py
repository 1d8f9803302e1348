"""The catalog gives back what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalog import Catalog, CatalogWriter, ChunkRow
from ingest.documents import build_document
from ingest.errors import IndexDamagedError
from ingest.readers import Extracted
from ingest.splitter import split
from tests.fakes import FakeEmbedder
from tests.ingest.conftest import CURATED, FEES


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, list[ChunkRow]]:
    documents = [
        build_document(Extracted(text, markdown=True), name, f"{name}.md")
        for name, text in (("a", FEES), ("j1", CURATED))
    ]
    chunks = [chunk for document in documents for chunk in split(document, FakeEmbedder().count, 40)]
    rows = [ChunkRow(number, chunk, f"key{number}", number * 3, 1) for number, chunk in enumerate(chunks)]
    writer = CatalogWriter(tmp_path / "catalog.sqlite")
    for document in documents:
        writer.add_document(document, document.id, "digest")
    writer.add_chunks(rows)
    writer.close()
    return tmp_path / "catalog.sqlite", rows


def test_it_gives_back_documents_sections_and_chunks(written: tuple[Path, list[ChunkRow]]) -> None:
    path, rows = written
    catalog = Catalog(path)
    document = build_document(Extracted(CURATED, markdown=True), "j1", "j1.md")
    assert [(info.id, info.curated, info.sections) for info in catalog.documents()] == [
        ("a", False, 2),
        ("visas-j1", True, 1),
    ]
    assert tuple(catalog.sections("visas-j1")) == document.sections
    assert catalog.section("visas-j1", "two-year-rule") == document.sections[0]
    assert list(catalog.chunks()) == rows
    assert catalog.rows == len(rows)
    assert catalog.by_rows([2, 0]) == [rows[2], rows[0]]
    assert catalog.by_ids([rows[1].chunk.id, "none"]) == [rows[1]]
    assert catalog.chunks_of("visas-j1", "two-year-rule") == [row for row in rows if row.chunk.document == "visas-j1"]
    catalog.close()


def test_what_does_not_exist_is_a_key_error(written: tuple[Path, list[ChunkRow]]) -> None:
    catalog = Catalog(written[0])
    with pytest.raises(KeyError):
        catalog.document("none")
    with pytest.raises(KeyError):
        catalog.section("a", "none")


@pytest.mark.parametrize("content", [None, b"", b"no database" * 100])
def test_a_damaged_catalog_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "c.sqlite").write_bytes(content)
    with pytest.raises(IndexDamagedError):
        Catalog(tmp_path / "c.sqlite")
