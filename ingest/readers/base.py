"""What a reader takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file.

    `markdown` says whether headings and lists are marked as in Markdown; `pages` holds
    (offset, page number) of each page's first character, for formats that have pages.
    """

    text: str
    markdown: bool
    title: str | None = None
    pages: tuple[tuple[int, int], ...] = ()


class Reader(Protocol):
    """Reads one kind of file."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Extensions with their dot, in lower case."""

    def read(self, data: bytes, name: str) -> Extracted:
        """Decode a file.

        Raises:
            DocumentError: the bytes are no such document; the message names the file.
        """
