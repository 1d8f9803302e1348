"""Cutting a stream into sentences with their tokens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.compose.parsing import Written, read_sentences
from assistant.compose.tokens import LENGTH, LETTERS, TokenMap

TOKENS = TokenMap({"kqzt": object(), "bdfg": object()})  # type: ignore[dict-item]

CASES = {
    "after the stop": ("One is. [kqzt] Two is. [bdfg]", [("One is.", ("kqzt",)), ("Two is.", ("bdfg",))]),
    "before the stop": ("One is [kqzt]. Two is [bdfg].", [("One is.", ("kqzt",)), ("Two is.", ("bdfg",))]),
    "no stop": ("One is [kqzt] Two is [bdfg]", [("One is.", ("kqzt",)), ("Two is.", ("bdfg",))]),
    "several": ("One is. [kqzt][bdfg]", [("One is.", ("kqzt", "bdfg"))]),
    "several in one": ("One is. [bdfg, kqzt]", [("One is.", ("bdfg", "kqzt"))]),
    "in the middle": ("One [kqzt] is two.", [("One is two.", ("kqzt",))]),
    "unknown": ("One is. [zzzz] Two is. [1]", [("One is.", ()), ("Two is.", ())]),
    "shared by two": (
        "The first is long. The second is short. [kqzt]",
        [("The first is long.", ("kqzt",)), ("The second is short.", ("kqzt",))],
    ),
    "lines": ("One is. [kqzt]\nTwo is. [bdfg]\n", [("One is.", ("kqzt",)), ("Two is.", ("bdfg",))]),
    "abbreviations": ("The U.S. fee is $1.50. [kqzt]", [("The U.S. fee is $1.50.", ("kqzt",))]),
    "verdict": ("Yes, one is. [kqzt]", [("One is.", ("kqzt",))]),
    "a verdict alone": ("No. [kqzt] One is. [bdfg]", [("One is.", ("bdfg",))]),
    "no is not always a verdict": ("No physician may. [kqzt]", [("No physician may.", ("kqzt",))]),
    "emphasis": ("**One** is *two*. [kqzt]", [("One is two.", ("kqzt",))]),
    "thinking": ("<think>Well. [kqzt] Maybe.</think>One is. [bdfg]", [("One is.", ("bdfg",))]),
    "nothing": (" \n", []),
}  # fmt: skip


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("name", CASES)
def test_sentences_and_tokens(name: str, size: int) -> None:
    text, expected = CASES[name]
    assert [(w.text, w.tokens) for w in read_sentences(pieces(text, size), TOKENS)] == expected


def test_list_items_stay_items() -> None:
    found = list(read_sentences(["- One is. [kqzt]\n2. Two is. [bdfg]\nThree is. [kqzt]"], TOKENS))
    assert [written.item for written in found] == [True, True, False]


def test_a_sentence_comes_out_as_soon_as_the_next_begins() -> None:
    consumed: list[str] = []

    def stream() -> Iterator[str]:
        for piece in ["One is. ", "[kqzt]", " T", "wo is. [bdfg]"]:
            consumed.append(piece)
            yield piece

    first = next(iter(read_sentences(stream(), TOKENS)))
    assert first == Written("One is.", ("kqzt",))
    assert consumed == ["One is. ", "[kqzt]", " T"]


def test_half_a_sentence_is_known_as_such() -> None:
    assert [w.finished for w in read_sentences(["One is. [kqzt] Two must"], TOKENS)] == [True, False]


def test_tokens_are_opaque_distinct_and_new() -> None:
    passages = [object() for _ in range(6)]
    first, second = TokenMap.draw(passages), TokenMap.draw(passages)  # type: ignore[arg-type]
    assert list(first.passages.values()) == passages
    assert all(len(token) == LENGTH and set(token) <= set(LETTERS) for token in first.passages)
    assert set(first.passages) != set(second.passages)
