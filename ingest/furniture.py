"""Page furniture: menus, banners and footers that saved pages of one site repeat.

A block that stands, word for word, in at least half of the plain documents of one site (and in no
fewer than eight) tells nothing about any of them. It stays in the stored text but becomes no part of
a section. Blocks that are nothing but links go with it when they stand next to such a block.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.markup import Block, BlockKind
from ingest.types import Outline

MIN_DOCUMENTS = 8
MIN_SHARE = 0.5
BUTTON_LEVEL = 2
"""Heading level of the parts that open and close on a page; its title is the first."""
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_TOGGLE = re.compile(r"(?<=\S)\s*,\s*(?:Show|Hide)\s*\Z")
_FRAMING = (BlockKind.HEADING, BlockKind.COMMENT, BlockKind.TABLE_HEADER)

Furniture = frozenset[int]
NONE: Furniture = frozenset()


def without_toggles(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Headings of a saved page without the button ("…, Show") that opened and closed their part.

    An item with such a button is a heading too: its number ("1. Scope, Show") made a list of it.
    """
    toggles = ((block, _TOGGLE.search(text, block.start, block.end)) for block in blocks)
    return [_headed(block, toggle.start()) if toggle else block for block, toggle in toggles]


def _headed(block: Block, end: int) -> Block:
    if block.kind is BlockKind.ITEM:
        return Block(BlockKind.HEADING, block.start, end, BUTTON_LEVEL)
    return replace(block, end=end)


def visible(text: str) -> str:
    """A block's words as a reader sees them: link targets, case and spacing aside."""
    return " ".join(_LINK.sub(r" \1 ", text).casefold().split())


@lru_cache(maxsize=100_000)
def _number(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def number_of(text: str) -> int:
    """A block's words as one number; equal for blocks that read the same."""
    return _number(visible(text))


def outline_of(text: str, blocks: Sequence[Block], site: str) -> Outline:
    """The blocks of a document that could be furniture."""
    found = {number_of(text[b.start : b.end]) for b in blocks if b.kind not in _FRAMING}
    return Outline(site, tuple(sorted(found)))


def furniture(outlines: Iterable[Outline]) -> dict[str, Furniture]:
    """For each site, the blocks that most of its documents share."""
    count: dict[str, Counter[int]] = defaultdict(Counter)
    size: Counter[str] = Counter()
    for outline in outlines:
        size[outline.site] += 1
        count[outline.site].update(outline.blocks)
    return {site: _repeated(count[site], size[site]) for site in size if size[site] >= MIN_DOCUMENTS}


def _repeated(count: Counter[int], size: int) -> Furniture:
    least = max(MIN_DOCUMENTS, size * MIN_SHARE)
    return frozenset(block for block, number in count.items() if number >= least)


def without(text: str, blocks: Sequence[Block], repeated: Furniture) -> list[Block]:
    """The blocks that are left when furniture and the link-only blocks beside it are taken out."""
    if not repeated:
        return list(blocks)
    kept: list[Block] = []
    for run in _runs(blocks):
        gone = {b for b in run if b.kind not in _FRAMING and number_of(text[b.start : b.end]) in repeated}
        doubtful = [b for b in run if b not in gone]
        if gone and all(_only_links(text[b.start : b.end]) for b in doubtful):
            continue
        kept.extend(doubtful)
    return kept


def _runs(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """Headings alone, and the blocks between two headings together."""
    run: list[Block] = []
    for block in blocks:
        if block.kind in _FRAMING:
            yield run
            yield [block]
            run = []
        else:
            run.append(block)
    yield run


def _only_links(text: str) -> bool:
    return not re.search(r"\w", _LINK.sub(" ", text)) and bool(_LINK.search(text) or not re.search(r"\w", text))
