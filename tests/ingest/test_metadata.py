"""Front matter and guidance blocks: checked when they are ours, left alone when they are another program's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import build_document
from ingest.errors import DocumentError
from ingest.metadata import front_title, load_yaml, read_front_matter, read_guidance
from ingest.readers import Extracted
from ingest.types import Tier, Verdict
from tests.ingest.conftest import CURATED


def test_front_matter_of_a_curated_document() -> None:
    front, body = read_front_matter(CURATED)
    assert front is not None
    assert (front.id, front.topic, front.reviewed) == ("visas-j1", "visas", date(2026, 8, 1))
    assert front.sources["state"].tier is Tier.PRIMARY
    assert CURATED[body:].startswith("# The J-1 visa")


@pytest.mark.parametrize(
    "text",
    ["---\nurl: https://a.b/c: d\npart_name: X: Y\n---\nBody.\n", "---\ntitle: Mine\ntags: [a, b]\n---\nBody.\n"],
)
def test_another_programs_front_matter_is_stepped_over(text: str) -> None:
    front, body = read_front_matter(text)
    assert front is None
    assert text[body:] == "Body.\n"


def test_no_front_matter() -> None:
    assert read_front_matter("Text\n---\nMore\n---\n") == (None, 0)
    assert front_title("# Only a heading\n") is None
    assert front_title('---\ntitle: "Quoted"\n---\n') == "Quoted"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("topic: visas", "topic: Visas!", "topic"),
        ("tier: primary", "tier: gossip", "tier"),
        ("url: https://example.org/two-year", "url: javascript:alert(1)", "url"),
        ("reviewed: 2026-08-01", "reviewed: soon", "reviewed"),
        ("topic: visas", "topic: visas\nunknown: 1", "unknown"),
        ("sources:\n  state:", "sources: [\n  state:", "YAML"),
    ],
)
def test_faulty_front_matter_is_named(old: str, new: str, place: str) -> None:
    with pytest.raises(DocumentError, match=place):
        read_front_matter(CURATED.replace(old, new, 1))


def test_a_section_carries_its_guidance() -> None:
    found = build_document(Extracted(CURATED, markdown=True), "j1", "j1.md")
    (section,) = found.sections
    assert (found.id, found.curated, section.id, section.volatile) == ("visas-j1", True, "two-year-rule", "fee")
    assert [(q.ask, q.verdict) for q in section.questions] == [
        ("Must I go home after a J-1?", Verdict.YES),
        ("How long is the home residence rule?", None),
    ]
    assert section.misconceptions[0].correction == "The rule still applies to physicians."
    assert section.source is not None
    assert (section.source.publisher, section.as_of) == ("Department of State", date(2026, 6, 18))
    assert dict(section.applies_to) == {"visa": ("J-1",)}
    assert section.keep_with_next == (1,)


def test_an_unknown_source_is_named() -> None:
    text = CURATED.replace("sources: [state]", "sources: [senate]")
    with pytest.raises(DocumentError, match="senate"):
        build_document(Extracted(text, markdown=True), "j1", "j1.md")


def test_a_comment_that_is_no_guidance_is_none() -> None:
    assert read_guidance("<!-- a note -->", "Heading") is None


def test_a_yaml_alias_bomb_stays_small() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(DocumentError):
        read_front_matter(f"---\ntopic: x\n{bomb}---\nText.\n")


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_yaml_is_read_or_refused(source: str) -> None:
    try:
        load_yaml(source, "here")
    except DocumentError as error:
        refusal = error.message
    else:
        return
    assert "here" in refusal


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_front_matter_is_read_or_refused(source: str) -> None:
    text = f"---\n{source}\n---\nBody stays.\n"
    try:
        found = build_document(Extracted(text, markdown=True), "x", "x.md")
    except DocumentError:
        return
    assert found.text == text
