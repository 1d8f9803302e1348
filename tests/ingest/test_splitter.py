"""The splitter: whole units, each once, in order, within the limit."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import build_document
from ingest.readers import Extracted
from ingest.splitter import MAX_CONTEXT_CHARS, SPECIAL_PIECES, context_of, split
from ingest.types import Chunk, Document, Section
from tests.fakes import FakeEmbedder

COUNT = FakeEmbedder().count
SENTENCE = st.lists(
    st.sampled_from(["you", "must", "pay", "the", "fee", "of", "$20", "when", "visa", "exam", "apply"]),
    min_size=1,
    max_size=30,
).map(lambda found: " ".join(found).capitalize() + ".")
BODY = st.lists(
    st.one_of(
        SENTENCE,
        SENTENCE.map(lambda s: f"- {s}"),
        st.sampled_from(["# Part", "## Sub part", "", "| a | b |\n|---|---|\n| c | d |"]),
    ),
    min_size=1,
    max_size=30,
).map("\n\n".join)


def document(text: str) -> Document:
    return build_document(Extracted("# Fees\n\nFirst. " + text, markdown=True), "fees", "fees.md")


def pieces(found: Document, chunk: Chunk) -> int:
    return sum(COUNT([found.text[u.start : u.end] for u in chunk.units]))


@given(BODY, st.integers(32, 120))
@settings(max_examples=200, deadline=None)
def test_every_unit_stands_in_exactly_one_chunk_in_order(text: str, limit: int) -> None:
    found = document(text)
    chunks = split(found, COUNT, limit)
    assert [unit for chunk in chunks for unit in chunk.units] == [u for s in found.sections for u in s.units]
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    assert len({chunk.id for chunk in chunks}) == len(chunks)


@given(BODY, st.integers(32, 120))
@settings(max_examples=200, deadline=None)
def test_spans_reproduce_the_source_within_the_limit(text: str, limit: int) -> None:
    found = document(text)
    for chunk in split(found, COUNT, limit):
        assert chunk.start == chunk.units[0].start
        assert chunk.end == chunk.units[-1].end
        room = max(limit - COUNT([chunk.context])[0] - SPECIAL_PIECES, 16)
        assert len(chunk.units) == 1 or pieces(found, chunk) <= room
        section = next(s for s in found.sections if s.id == chunk.section)
        assert section.start <= chunk.start < chunk.end <= section.end


@given(BODY)
@settings(max_examples=50, deadline=None)
def test_same_input_same_output(text: str) -> None:
    assert split(document(text), COUNT, 64) == split(document(text), COUNT, 64)


def test_nothing_of_the_text_is_lost_but_marks() -> None:
    found = document("Second sentence.\n\n## Refunds\n\n- an item\n- another\n")
    kept = " ".join(found.text[c.start : c.end] for c in split(found, COUNT, 100))
    assert kept.split() == ["First.", "Second", "sentence.", "an", "item", "-", "another"]


def test_a_long_heading_path_is_shortened_in_the_middle() -> None:
    path = ("a" * 100, "b" * 120, "c" * 100)
    section = Section("s", "c", path, 0, 1, ())
    context = context_of("Title", section)
    assert context == f"Title > {'c' * 100}"
    assert len(context_of("t" * 900, section)) <= MAX_CONTEXT_CHARS
