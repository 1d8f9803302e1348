"""Bad documents cost themselves and nothing else, and each is named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.files import find_files
from ingest.pipeline import IngestReport, ingest
from ingest.settings import IngestSettings
from ingest.verify import verify_index
from tests.fakes import FakeEmbedder
from tests.ingest import samples

GOOD = "# Good\n\nThis document is answered from, whatever stands beside it.\n"
LIMIT = 60.0
"""Seconds of processor time that any single bad document may take here; most take none."""

SKIPPED: dict[str, bytes | Callable[[Path], object]] = {
    "empty.md": b"",
    "white.txt": b" \n\t\n",
    "binary.md": bytes(range(256)) * 100,
    "nul.txt": b"Text with\0a NUL byte.",
    "uncertain.txt": b"\xb1\xbc\xb3 \xe6\xea\xb6\xbf " * 3,
    "surrogate.md": b"A lone surrogate \xed\xa0\x80 in UTF-8.",
    "faulty.md": b"---\nid: x\ntopic: x\nsources: [\n---\nText.\n",
    "huge.md": lambda path: os.truncate(path, 200_000_000),
    "line.txt": b"word " * 2_000_000,
    "million.txt": b"Line.\n" * 1_000_000,
    "encrypted.pdf": lambda path: path.write_bytes(samples.encrypted_pdf()),
    "picture.pdf": lambda path: path.write_bytes(samples.picture_pdf()),
    "broken.pdf": b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj",
    "bomb.docx": lambda path: path.write_bytes(samples.zip_bomb()),
    "entities.docx": lambda path: path.write_bytes(samples.entity_bomb()),
    "text.docx": b"This is no Word document.",
    "old.doc": b"\xd0\xcf\x11\xe0" + bytes(500),
    "slides.pptx": b"PK" + bytes(500),
    "menu.html": b"<nav><a href=x>Home</a></nav>",
    "deep.html": b"<div>" * 100_000 + b"text" + b"</div>" * 100_000,
    "divs.md": b"<div>" * 50_000,
}
READ: dict[str, bytes] = {
    "quotes.md": b">" * 3000 + b"\n\nNot nested.\n",
    "brackets.md": b"[" * 20_000 + b" text.",
    "stars.md": b"*a **b " * 20_000 + b" text.",
    "lists.md": b"".join(b"  " * n + b"- item\n" for n in range(500)),
    "lines.md": b"Line of text.\n" * 30_000,
    "headings.md": b"# Same\n\nText.\n\n" * 5_000,
    "one-line.txt": b"word " * 200_000,
    "script.html": samples.html(),
    "mac.txt": b"One.\rTwo.\r",
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "good.md").write_text(GOOD, "utf-8")
    return folder


def run(home: Path, folder: Path, **values: object) -> IngestReport:
    settings = IngestSettings(home=home, max_document_chars=5_000_000, **values)  # type: ignore[arg-type]
    report = ingest([folder], settings, embedder=FakeEmbedder)  # type: ignore[arg-type]
    assert verify_index(settings).problems == ()
    return report


@pytest.mark.parametrize("name", SKIPPED)
def test_it_is_skipped_and_named(office: Path, tmp_path: Path, name: str) -> None:
    content = SKIPPED[name]
    path = office / name
    path.write_bytes(content if isinstance(content, bytes) else b"")
    if callable(content):
        content(path)
    began = time.process_time()
    report = run(tmp_path / "home", office)
    assert time.process_time() - began < LIMIT
    assert report.added == ("good",)
    assert [Path(item.path).name for item in report.skipped] == [name]
    assert name in report.skipped[0].reason


@pytest.mark.parametrize("name", READ)
def test_it_is_read_within_limits(office: Path, tmp_path: Path, name: str) -> None:
    (office / name).write_bytes(READ[name])
    began = time.process_time()
    report = run(tmp_path / "home", office)
    assert time.process_time() - began < LIMIT
    assert (len(report.added), report.skipped) == (2, ())


def test_links_circles_and_odd_names(office: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("Outside.", "utf-8")
    (office / "circle").symlink_to(office)
    (office / "self.md").symlink_to(office / "self.md")
    (office / "passwd.txt").symlink_to("/etc/passwd")
    (office / "up.txt").symlink_to("../outside.txt")
    (office / "%2e%2e%2fetc.md").write_text("Only a name.", "utf-8")
    (office / "new\nline.md").write_text("Only a name too.", "utf-8")
    os.mkfifo(office / "pipe.md")
    deep = office
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text("Deep down.", "utf-8")
    report = run(tmp_path / "home", office)
    assert set(report.added) == {"good", "%2e%2e%2fetc", "new?line", "/".join(["d"] * 60) + "/deep"}
    inside = (tmp_path / "home").resolve()
    assert all(path.resolve().is_relative_to(inside) for path in inside.rglob("*"))


def test_the_name_of_a_file_forges_no_line_of_the_report(office: Path, tmp_path: Path) -> None:
    (office / "a\ncredence: skipped: good.md\x1b[31m\u202e\udcff.md").write_bytes(b"")
    report = run(tmp_path / "home", office)
    assert [item.reason.isprintable() for item in report.skipped] == [True]
    assert "a?credence: skipped: good.md?[31m??.md is empty." in report.skipped[0].reason


def test_an_unknown_field_is_named(office: Path, tmp_path: Path) -> None:
    (office / "a.txt").write_text("Text.", "utf-8")
    (office / "a.txt.yaml").write_text("titel: Fees\n", "utf-8")
    report = run(tmp_path / "home", office)
    assert "a.txt.yaml: titel: there is no such field." in report.skipped[0].reason


def test_a_file_that_vanishes_while_it_is_read(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (office / "gone.md").write_text("Soon gone.", "utf-8")
    files = find_files([office])
    (office / "gone.md").unlink()
    monkeypatch.setattr("ingest.pipeline.find_files", lambda paths: files)
    report = run(tmp_path / "home", office)
    assert report.added == ("good",)
    assert "gone.md cannot be read" in report.skipped[0].reason


def test_an_external_entity_reads_no_file(office: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("zanzibarcode", "utf-8")
    (office / "leak.docx").write_bytes(samples.external_entity(str(secret)))
    run(tmp_path / "home", office)
    found = [path for path in (tmp_path / "home").rglob("*") if path.is_file() and b"zanzibarcode" in path.read_bytes()]
    assert found == []


def test_a_reader_that_takes_too_long_is_stopped(office: Path, tmp_path: Path) -> None:
    (office / "slow.pdf").write_bytes(samples.handbook(40))
    report = run(tmp_path / "home", office, reader_seconds=0.05)
    assert report.added == ("good",)
    assert "takes longer than 0.05 s" in report.skipped[0].reason


def test_a_script_in_a_page_is_neither_run_nor_kept(office: Path, tmp_path: Path) -> None:
    (office / "page.html").write_bytes(samples.html())
    run(tmp_path / "home", office)
    texts = [path.read_text("utf-8") for path in (tmp_path / "home" / "texts").glob("*/*")]
    assert any("fee waiver within 30 days" in text for text in texts)
    assert all("injected" not in text and "<script" not in text for text in texts)
