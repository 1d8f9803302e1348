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


def test_headings_that_nothing_follows_are_all_that_is_said() -> None:
    assert kinds("Opening hours\n\nSaturday, 9 to 4\n") == [
        ("paragraph", "Opening hours"),
        ("paragraph", "Saturday, 9 to 4"),
    ]


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


def test_a_numbered_line_alone_is_a_heading_and_numbered_lines_together_are_a_list() -> None:
    text = "1. What does it cost?\n\nIt costs $20.\n\n2. Who may apply?\n\nAnybody.\n\n1. your passport\n\n2. a photo\n"
    assert kinds(text) == [
        ("heading", "1. What does it cost?"),
        ("paragraph", "It costs $20."),
        ("heading", "2. Who may apply?"),
        ("paragraph", "Anybody."),
        ("item", "your passport"),
        ("item", "a photo"),
    ]


def test_what_a_saved_page_leaves_of_pictures_and_comments_is_no_text() -> None:
    text = (
        "A nurse at a desk\nA nurse at a desk\n\nThe fee is $20.\n\nA nurse at a deskA nurse at a desk\n\n"
        "Pay it soon.\n\nComments\n\nNo comments yet.\n\nLeave a Reply\n\nYour address is not published.\n"
    )
    assert kinds(text) == [("paragraph", "The fee is $20."), ("paragraph", "Pay it soon.")]


def test_comments_in_the_middle_of_a_text_stay() -> None:
    text = "Comments\n\nA reviewer said this.\n" + "\n".join(f"Line {n} of the review." for n in range(80))
    assert kinds(text)[0] == ("heading", "Comments")


def test_deeper_items_hang_on_the_item_that_introduces_them() -> None:
    text = "Bring these:\n\n  • Papers:\n\n    • a passport\n    • a letter\n  • Money\n"
    found = units(text, plain_blocks(text))
    assert [(text[u.start : u.end], u.stem) for u in found] == [
        ("Bring these:", None),
        ("Papers:", 0),
        ("a passport", 1),
        ("a letter", 1),
        ("Money", 0),
    ]


def test_a_page_that_was_not_saved_whole_ends_with_its_last_words() -> None:
    assert kinds("The fee is $20.\n\n  • Money: enough of it\n  • **Pap") == [
        ("paragraph", "The fee is $20."),
        ("item", "Money: enough of it"),
    ]
