"""Sentence boundaries: spans reproduce the text and lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sentences import MAX_UNIT_CHARS, sentence_spans

PROSE = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("  ..!?\n\tAaBb0123()\"'”;:–"))), max_size=400
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Two begins.", ["One ends.", "Two begins."]),
        ("See Pub. L. 119-103 for it. Then stop.", ["See Pub. L. 119-103 for it.", "Then stop."]),
        ("Dr. Smith left the U.S. in 2024. He came back.", ["Dr. Smith left the U.S. in 2024.", "He came back."]),
        ("It costs $1,020.50 today. Pay.", ["It costs $1,020.50 today.", "Pay."]),
        ("Use e.g. a passport. Done.", ["Use e.g. a passport.", "Done."]),
        ("  padded.  ", ["padded."]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(PROSE)
@settings(max_examples=300, deadline=None)
def test_spans_hold_every_character_once_and_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in zip(spans, spans[1:], strict=False))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
    assert all(text[s:e] == text[s:e].strip() for s, e in spans)


@given(PROSE, st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_same_input_same_output_moved_by_the_offset(text: str, offset: int) -> None:
    assert sentence_spans(text, offset) == [(s + offset, e + offset) for s, e in sentence_spans(text)]


@pytest.mark.parametrize("text", ["word " * 2000, "x" * 5000, "a; b, " * 1500, "y" * 150_000])
def test_no_unit_is_too_long_to_quote(text: str) -> None:
    spans = sentence_spans(text)
    assert max(end - start for start, end in spans) <= MAX_UNIT_CHARS
    assert sum(len("".join(text[s:e].split())) for s, e in spans) == len("".join(text.split()))
