"""Blocks and units of Markdown: their spans stand in the text, their kinds are right."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.markup import BlockKind, blocks, line_starts, units
from ingest.types import UnitKind

MARKDOWN = st.lists(
    st.sampled_from(
        [
            "# Title",
            "## Part ##",
            "Text. More text!",
            "- item one",
            "  - nested. Two.",
            "1. first",
            "> quoted",
            "| a | b |",
        ]
        + [
            "| --- | --- |",
            "| 1 | 2 |",
            "```",
            "code",
            "<!-- note -->",
            "",
            "",
            "***",
            "    indented",
            "line:",
            "\\# no",
            "=",
        ]
    ),
    max_size=25,
).map("\n".join)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in blocks(text)]


def test_headings_lose_their_marks() -> None:
    assert kinds("# One\n\n## Two ##\n\nThree\n=====\n") == [
        ("heading", "One"),
        ("heading", "Two"),
        ("heading", "Three"),
    ]


def test_items_lose_their_bullets_and_keep_their_depth() -> None:
    text = "- [x] done\n- a\n  1. b\n"
    found = blocks(text)
    assert [(text[b.start : b.end], b.level) for b in found] == [("done", 1), ("a", 1), ("b", 2)]
    assert {b.kind for b in found} == {BlockKind.ITEM}


def test_a_table_is_a_header_and_rows() -> None:
    text = "| A | B |\n| --- | :-: |\n| 1 | 2 |\n"
    assert kinds(text) == [("table_header", "| A | B |"), ("row", "| 1 | 2 |")]


def test_a_list_hangs_on_the_line_before_it() -> None:
    text = "Bring:\n\n- a passport\n- a photo\n\nThat is all. Really.\n"
    found = units(text, blocks(text))
    assert [(text[u.start : u.end], u.kind, u.stem) for u in found] == [
        ("Bring:", UnitKind.SENTENCE, None),
        ("a passport", UnitKind.ITEM, 0),
        ("a photo", UnitKind.ITEM, 0),
        ("That is all.", UnitKind.SENTENCE, None),
        ("Really.", UnitKind.SENTENCE, None),
    ]


def test_a_row_hangs_on_its_header() -> None:
    text = "| A | B |\n| --- | --- |\n| 1 | 2 |\n"
    assert [unit.stem for unit in units(text, blocks(text))] == [None, 0]


def test_blocks_can_begin_behind_front_matter() -> None:
    text = "---\nx: 1\n---\n# Real\n"
    assert [text[b.start : b.end] for b in blocks(text, 13)] == ["Real"]


def test_line_starts_end_with_the_length() -> None:
    assert line_starts("a\nbc") == [0, 2, 4]
    assert line_starts("a\n") == [0, 2]


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_units_stand_in_order_and_never_overlap(text: str) -> None:
    found = units(text, blocks(text))
    assert all(0 <= u.start < u.end <= len(text) for u in found)
    assert all(text[u.start : u.end].strip() == text[u.start : u.end] for u in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(u.stem is None or u.stem < place for place, u in enumerate(found))


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_has_blocks(text: str) -> None:
    text = text.replace("\r", "\n")
    assert all(0 <= block.start < block.end <= len(text) for block in blocks(text))
