"""Sidecars, folder files and plain front matter tell where a document comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.corpus import corpus_folder
from ingest.documents import SourceFile, read_document
from ingest.files import find_files
from ingest.generation import Home
from ingest.index import Index
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from ingest.types import Document, Tier

FOLDER = "publisher: The Office\ntier: primary\nas_of: 2026-01-02\n"


def read(path: Path, root: Path) -> Document:
    return read_document(SourceFile(path, path.name, root), 10**6)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "a.txt"
    path.write_text("The fee is $20.\n", "utf-8")
    return path


def test_the_nearer_statement_wins_field_by_field(page: Path, tmp_path: Path) -> None:
    (tmp_path / "credence.yaml").write_text(FOLDER, "utf-8")
    (page.parent / "credence.yaml").write_text("as_of: 2026-03-04\ntopic: money\n", "utf-8")
    page.with_name("a.txt.yaml").write_text("title: Fees\nurl: https://office.example/fees\n", "utf-8")
    document = read(page, tmp_path)
    source = document.sections[0].source
    assert source is not None
    assert (document.title, document.topic, document.curated) == ("Fees", "money", False)
    assert (source.publisher, source.tier, source.as_of) == ("The Office", Tier.PRIMARY, date(2026, 3, 4))
    assert source.url == "https://office.example/fees"
    assert document.sections[0].as_of == date(2026, 3, 4)


def test_nothing_stated_is_no_source(page: Path, tmp_path: Path) -> None:
    assert read(page, tmp_path).sections[0].source is None


def test_a_source_nobody_vouches_for_is_secondary(page: Path, tmp_path: Path) -> None:
    page.with_name("a.txt.yaml").write_text("publisher: Somebody\n", "utf-8")
    source = read(page, tmp_path).sections[0].source
    assert source is not None
    assert source.tier is Tier.SECONDARY


@pytest.mark.parametrize(
    "content",
    [
        "publisher: [a",
        "colour: red\n",
        "url: javascript:alert(1)\n",
        "- a list\n",
        "tier: gossip\n",
        "x" * 200_000,
        "a: &a [*a]",
    ],
)
def test_a_faulty_sidecar_is_named_and_its_document_skipped(
    run: Callable[..., IngestReport], folder: Path, content: str
) -> None:
    (folder / "hours.txt.yaml").write_text(content, "utf-8")
    report = run(folder)
    assert "hours" not in report.added
    assert "hours.txt.yaml" in report.skipped[0].reason


def test_front_matter_of_a_plain_document_counts_as_far_as_it_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\nurl: https://gov.example/a\npublisher: Gov\ntier: wrong\n"
        "scraped_at: 2025-12-06T17:26:08.441722\n---\nA rule.\n",
        "utf-8",
    )
    source = read(path, tmp_path).sections[0].source
    assert source is not None
    assert (source.url, source.publisher, source.tier) == ("https://gov.example/a", "Gov", Tier.SECONDARY)
    assert source.as_of == date(2025, 12, 6)


def test_an_encoding_can_be_stated(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Zażółć gęślą jaźń.".encode("iso8859_2"))
    path.with_name("a.txt.yaml").write_text("encoding: iso8859_2\n", "utf-8")
    assert read(path, tmp_path).text == "Zażółć gęślą jaźń."


def test_a_changed_sidecar_changes_the_document_but_embeds_nothing(
    run: Callable[..., IngestReport], folder: Path
) -> None:
    run(folder)
    (folder / "hours.txt.yaml").write_text("publisher: The Office\n", "utf-8")
    report = run(folder)
    assert (report.changed, report.embedded) == (("hours",), 0)


def test_the_path_named_last_goes_first_unless_stated(
    run: Callable[..., IngestReport], folder: Path, tmp_path: Path, settings: IngestSettings
) -> None:
    office = tmp_path / "own"
    office.mkdir()
    for name in ("ours.md", "draft.md"):
        (office / name).write_text("# Ours\n\nThe step costs $1,050 with us.\n", "utf-8")
    (office / "draft.md.yaml").write_text("precedence: -1\n", "utf-8")
    run(folder, office)
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    assert {info.id: info.precedence for info in index.catalog.documents()} == {
        "fees": 0, "hours": 0, "visas-j1": 0, "ours": 1, "draft": -1
    }  # fmt: skip
    index.close()


def test_sidecars_are_no_documents(folder: Path) -> None:
    (folder / "credence.yaml").write_text(FOLDER, "utf-8")
    (folder / "hours.txt.yaml").write_text(FOLDER, "utf-8")
    assert [file.path.name for file in find_files([folder])] == ["fees.md", "hours.txt", "j1.md"]


def test_an_offices_own_goes_before_the_shipped_guidance_wherever_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text("Our fee is $20.\n", "utf-8")
    for paths in ([tmp_path, corpus_folder()], [corpus_folder(), tmp_path]):
        orders = {file.document_id == "own": file.order for file in find_files(paths)}
        assert orders == {True: 1, False: 0}
