"""Finding files and reading them into documents."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import pytest

from ingest.documents import SourceFile, build_document, digest_of, document_id, find_files, read_document, slug
from ingest.errors import DocumentError, InputError
from ingest.readers import Extracted
from ingest.readers.text import decode
from ingest.types import Document


def ids(*paths: Path) -> list[str]:
    return [file.document_id for file in find_files(paths)]


def read(path: Path) -> Document:
    return read_document(SourceFile(path, path.stem), 1_000_000)


def test_a_folder_gives_relative_ids_without_text_extensions(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.md", "sub/b.txt", "sub/c.MD", "notes.xyz", ".hidden.md", "README.md"):
        (tmp_path / name).write_text("Text.", "utf-8")
    assert ids(tmp_path) == ["a", "sub/b", "sub/c"]


def test_a_file_is_named_by_its_name_and_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text.", "utf-8")
    assert ids(path) == ["a"]
    assert ids(tmp_path, path, tmp_path) == ["a"]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        find_files([tmp_path / "none"])


def test_links_that_lead_outside_or_in_circles_are_left_out(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("Secret.", "utf-8")
    (inside / "a.md").write_text("Text.", "utf-8")
    (inside / "leak.txt").symlink_to(outside / "secret.txt")
    (inside / "self.md").symlink_to(inside / "self.md")
    (inside / "loop").symlink_to(inside)
    (inside / "away").symlink_to(outside)
    assert ids(inside) == ["a"]


@pytest.mark.parametrize(
    ("path", "expected"), [("a/b.md", "a/b"), ("a.b.txt", "a.b"), ("x.pdf", "x.pdf"), ("no", "no")]
)
def test_document_ids(path: str, expected: str) -> None:
    assert document_id(PurePath(path)) == expected


def test_titles_come_from_front_matter_then_heading_then_name(tmp_path: Path) -> None:
    path = tmp_path / "fees.md"
    for text, title in [
        ("---\ntitle: A\n---\n# B\n\nText.\n", "A"),
        ("# B\n\nText.\n", "B"),
        ("Text only here.\n", "fees"),
    ]:
        path.write_text(text, "utf-8")
        assert read(path).title == title


def test_section_ids_are_unique_slugs() -> None:
    found = build_document(Extracted("# T\n\n## A b!\n\nOne.\n\n## A b\n\nTwo.\n", markdown=True), "t", "t.md")
    assert [(s.id, s.heading) for s in found.sections] == [("a-b", "A b!"), ("a-b-2", "A b")]
    assert slug("¿?") == "section"


def test_a_heading_without_text_is_no_section_but_stays_in_the_path() -> None:
    found = build_document(Extracted("# T\n\n## Part\n\n### Detail\n\nOne.\n", markdown=True), "t", "t.md")
    assert [(s.heading, s.path) for s in found.sections] == [("Detail", ("Part", "Detail"))]


def test_pages_are_kept_for_each_section() -> None:
    text = "# A\n\nOne.\n\n# B\n\nTwo.\n"
    found = build_document(Extracted(text, markdown=True, pages=((0, 1), (text.index("# B"), 7))), "t", "t.pdf")
    assert [section.page for section in found.sections] == [1, 7]


def test_the_digest_is_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.\r\n")
    found = read(path)
    assert found.text == "One.\nTwo.\n"
    assert found.digest == digest_of("One.\nTwo.\n")


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\0\1\2binary", b"Text\0more", b"## Only a heading\n"])
def test_what_holds_nothing_to_quote_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.md"):
        read(path)


def test_utf_16_with_a_mark_is_read() -> None:
    assert decode("Größe 5.".encode("utf-16"), "a.txt") == "Größe 5."


def test_a_file_over_the_limit_and_one_without_permission_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text. " * 100, "utf-8")
    with pytest.raises(DocumentError, match="more than 10"):
        read_document(SourceFile(path, "a"), 10)
    path.unlink()
    with pytest.raises(DocumentError, match="No such file"):
        read(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text.", "utf-8")
    path.chmod(0)
    with pytest.raises(DocumentError, match="permissions"):
        read(path)
