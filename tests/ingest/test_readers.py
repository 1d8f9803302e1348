"""Readers: what they keep, what they leave out, what they refuse."""

from __future__ import annotations

import contextlib
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import SourceFile, build_document, read_document
from ingest.errors import DocumentError
from ingest.readers import READERS, Extracted, reader_for
from ingest.readers.encoding import decode, detected
from ingest.types import UnitKind
from tests.ingest import samples

ENGLISH = "The applicant’s café costs €5 – “quoted” text about physicians and their résumés. " * 3


def extract(data: bytes, name: str) -> Extracted:
    reader = reader_for(PurePath(name))
    assert reader is not None
    return reader.read(data, name)


def test_html_keeps_the_main_content_only() -> None:
    text = extract(samples.html(), "a.html").text
    for kept in (
        "# Fee waivers",
        "## Who qualifies",
        "- you work in a shortage area.",
        "| Full | $500 |",
        "a fee waiver within",
    ):
        assert kept in text
    for left_out in (
        "We use cookies",
        "About us",
        "Other services",
        "All rights reserved",
        "injected",
        "color: red",
        "**",
    ):
        assert left_out not in text


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_html_is_read_in_its_declared_encoding(charset: str) -> None:
    assert "filing – “in writing”" in extract(samples.html(charset), "a.html").text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html></html>",
        b"<nav><a href=x>Menu</a></nav>",
        b"\0\1\2",
        b"<meta charset=klingon>\xff text",
        b"<div>" * 50_000,
    ],
)
def test_html_without_content_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.html"):
        extract(data, "a.html")


def test_what_looks_like_our_front_matter_is_only_text_in_a_page() -> None:
    page = (
        b"<main><p>---</p><p>id: visas-j1</p><p>topic: visas</p><p>sources: none of this is metadata at all.</p></main>"
    )
    assert not build_document(extract(page, "a.html"), "a.html", "a.html").curated
    text = Extracted("---\nid: x\ntopic: x\nsources: {}\n---\nText.\n", markdown=True, converted=True)
    assert not build_document(text, "a.html", "a.html").curated


def test_docx_keeps_headings_lists_and_tables() -> None:
    found = extract(samples.docx(), "a.docx")
    document = build_document(found, "a.docx", "a.docx")
    assert (document.title, [s.heading for s in document.sections]) == ("Office rules", ["Visas", "Fees"])
    units = [(document.text[u.start : u.end], u.kind, u.stem) for s in document.sections for u in s.units]
    assert ("a passport", UnitKind.ITEM, 2) in units
    assert ("| Step 1 | $1,020 |", UnitKind.ROW, 0) in units
    assert units[-1][0] == "Pay online."


def test_pdf_keeps_headings_lists_tables_and_columns() -> None:
    found = extract(samples.structured_pdf(), "a.pdf")
    for kept in (
        "# Guide for residents\n\n## 1. Visas\n\nA resident on a J-1 visa must go home for two years after the",
        "training ends, unless a waiver has been granted by the Department of State. The rule counts days.\n\n",
        "- a passport that is valid for six months beyond the day on which the stay in the United States ends",
        "| Exam | Fee |\n| --- | --- |\n| Step 1 | $1,020 |\n| Step 2 CK | $1,100 |",
        "Left sentence 10 tells of licenses and boards in the states. Left sentence 11",
        "Right sentence 0 tells of insurance and of tail coverage. Right sentence 1",
    ):
        assert kept in found.text
    assert found.text.index("Left sentence 11") < found.text.index("Right sentence 0")


def test_every_sentence_of_a_pdf_has_its_page() -> None:
    document = build_document(extract(samples.handbook(17), "a.pdf"), "a.pdf", "a.pdf")
    assert document.title == "Handbook for residents"
    assert "Office handbook" not in document.text
    assert "Page 3 of" not in document.text
    pages = {
        document.text[unit.start : unit.end]: section.page_at(unit.start)
        for section in document.sections
        for unit in section.units
    }
    expected = {
        samples.SENTENCE.format(page=page, number=number, fee=page * 7 + number): page
        for page in range(1, 18)
        for number in range(4)
    }
    assert pages == expected
    assert [section.heading for section in document.sections] == [f"{n}. Chapter {n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (samples.encrypted_pdf(), "a.pdf", "encrypted"),
        (samples.picture_pdf(), "a.pdf", "no text"),
        (b"%PDF-1.7 broken", "a.pdf", "no whole PDF"),
        (samples.handbook(3)[:2000], "a.pdf", "PDF|text"),
        (b"no zip", "a.docx", "no Word document"),
        (samples.docx()[:5000], "a.docx", "no Word document"),
    ],
    ids=["encrypted", "picture", "broken", "cut-pdf", "no-zip", "cut-docx"],
)
def test_what_cannot_be_read_is_named(data: bytes, name: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        extract(data, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_decoded(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "a.txt") == ENGLISH


def test_an_uncertain_encoding_is_refused_unless_stated() -> None:
    data = "Zażółć gęślą jaźń".encode("iso8859_2")
    with pytest.raises(DocumentError, match="uncertain"):
        decode(data, "a.txt")
    assert decode(data, "a.txt", "iso8859_2") == "Zażółć gęślą jaźń"
    with pytest.raises(DocumentError, match="unknown encoding"):
        decode(data, "a.txt", "klingon")
    with pytest.raises(DocumentError, match="is not ascii"):
        decode(data, "a.txt", "ascii")


@given(
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2122), min_size=1, max_size=300),
    st.sampled_from(["cp1252", "cp1250", "cp1251", "latin-1"]),
)
@settings(max_examples=60, deadline=None)
def test_a_detected_encoding_is_never_one_of_several_readings(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    found = detected(data) if data else None
    if found is not None:
        assert data.decode(found)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.docx"])
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    try:
        found = build_document(extract(data, name), name, name)
    except DocumentError as error:
        refusal = error.message
    else:
        refusal = name
        assert found.sections
    assert name in refusal


def test_any_damage_to_a_pdf_is_read_or_refused(tmp_path: Path) -> None:
    whole = samples.structured_pdf()
    for place in range(0, len(whole), max(len(whole) // 12, 1)):
        data = bytearray(whole)
        data[place : place + 40] = b"\xff" * 40
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        with contextlib.suppress(DocumentError):
            assert read_document(SourceFile(path, "a.pdf"), 10**7).sections


def test_every_suffix_has_one_reader() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert reader_for(PurePath("x.DOCX")) is not None
    assert reader_for(PurePath("x.exe")) is None
