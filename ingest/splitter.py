"""Sections to chunks: whole units packed up to the embedding model's limit, with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ingest.types import Chunk, Document, Section, Unit

SPLITTER_VERSION = 5
"""Raised when the same document would give other chunks or other questions; an index of another version is rebuilt."""

MAX_CONTEXT_CHARS = 220
SPECIAL_PIECES = 3

CountPieces = Callable[[Sequence[str]], list[int]]
"""Word pieces of each text, without special tokens."""


_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def split(document: Document, count: CountPieces, limit: int) -> list[Chunk]:
    """Cut a document into chunks.

    Every unit of every section stands in exactly one chunk, in order, uncut. A chunk with its
    heading path holds at most `limit` word pieces, unless a single unit alone is longer: that unit
    is a chunk of its own, and the embedder reads it in windows.

    Args:
        document: the document with its sections and units.
        count: counts word pieces for the embedding model.
        limit: most word pieces of a chunk, heading path and special tokens included.
    """
    chunks: list[Chunk] = []
    for section in document.sections:
        context = context_of(document.title, section)
        texts = [document.text[unit.start : unit.end] for unit in section.units]
        context_pieces, *pieces = count([context, *texts])
        room = max(limit - context_pieces - SPECIAL_PIECES, 16)
        for index, members in enumerate(_pack(section.units, pieces, room, document.text)):
            chunks.append(
                Chunk(
                    id=f"{document.id}#{section.id}#{index}",
                    document=document.id,
                    section=section.id,
                    index=index,
                    start=members[0].start,
                    end=max(unit.end for unit in members),
                    context=context,
                    units=tuple(members),
                )
            )
    return chunks


def context_of(title: str, section: Section) -> str:
    """The document's title and the heading path, as they are embedded in front of a chunk."""
    parts = [title, *section.path]
    while len(parts) > 2 and sum(len(part) + 3 for part in parts) > MAX_CONTEXT_CHARS:
        del parts[1]
    return " > ".join(dict.fromkeys(parts))[:MAX_CONTEXT_CHARS]


def _pack(units: Sequence[Unit], pieces: Sequence[int], room: int, text: str) -> Iterator[list[Unit]]:
    members: list[Unit] = []
    used = 0
    for unit, size in zip(units, pieces, strict=True):
        if members and (used + size > room or _was_left_out(text[members[-1].end : unit.start])):
            yield members
            members, used = [], 0
        members.append(unit)
        used += size
    if members:
        yield members


def _was_left_out(between: str) -> bool:
    """Whether words stand between two units that are part of neither: furniture, which no chunk may span."""
    return len(_WORD.findall(_COMMENT.sub("", between))) >= 2
