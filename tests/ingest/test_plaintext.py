"""Blocks of plain text: headings, lists and paragraphs are guessed, text is never changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.markup import BlockKind, units
from ingest.plaintext import plain_blocks

LINES = st.lists(
    st.sampled_from(
        ["A Heading", "A sentence ends here.", "  • bullet one", "2) second", "", "\t", "lower case", "So: "]
    ),
    max_size=20,
).map("\n".join)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in plain_blocks(text)]


def test_a_short_line_alone_is_a_heading() -> None:
    assert kinds("Opening hours\n\nWe open at 9.\n") == [("heading", "Opening hours"), ("paragraph", "We open at 9.")]


@pytest.mark.parametrize(
    "line", ["This ends like a sentence.", "Bring these:", "lower case", "- An item", "x" * 91, "42"]
)
def test_what_is_no_heading(line: str) -> None:
    assert all(block.kind is not BlockKind.HEADING for block in plain_blocks(line))


def test_wrapped_lines_are_one_paragraph_and_wrapped_items_one_item() -> None:
    text = "We open\nat nine.\n\n1. your\n   passport\n2. a photo\n"
    assert kinds(text) == [("paragraph", "We open\nat nine."), ("item", "your\n   passport"), ("item", "a photo")]


@given(st.one_of(LINES, st.text(max_size=300)))
@settings(max_examples=300, deadline=None)
def test_blocks_and_units_stand_in_order(text: str) -> None:
    found = plain_blocks(text)
    assert all(0 <= b.start < b.end <= len(text) for b in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    cut = units(text, found)
    assert all(a.end <= b.start for a, b in zip(cut, cut[1:], strict=False))
