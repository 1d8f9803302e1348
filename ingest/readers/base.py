"""What a reader takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file.

    `markdown` says whether headings and lists are marked as in Markdown; `pages` holds
    (offset, page number) of each page's first character, for formats that have pages. `converted`
    texts were made from another format: what looks like front matter in them is only text.
    """

    text: str
    markdown: bool
    title: str | None = None
    pages: tuple[tuple[int, int], ...] = ()
    converted: bool = False


class Reader(Protocol):
    """Reads one kind of file."""

    @property
    def suffixes(self) -> frozenset[str]:
        """Extensions with their dot, in lower case."""

    @property
    def isolated(self) -> bool:
        """Whether it runs in a process of its own, because its library may hang, crash or swell."""

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Decode a file.

        Args:
            data: all of the file.
            name: how messages call it.
            encoding: the character encoding that its metadata states, for formats that have none of their own.

        Raises:
            DocumentError: the bytes are no such document; the message names the file.
        """
