"""Markdown and plain text: kept to the letter."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.readers.base import Extracted
from ingest.readers.encoding import decode

__all__ = ["MarkdownReader", "TextReader", "decode"]


@dataclass(frozen=True, slots=True)
class MarkdownReader:
    """Markdown, with or without front matter."""

    suffixes: frozenset[str] = field(default=frozenset({".md", ".markdown"}))
    isolated: bool = False

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Decode a Markdown file."""
        return Extracted(decode(data, name, encoding), markdown=True)


@dataclass(frozen=True, slots=True)
class TextReader:
    """Plain text."""

    suffixes: frozenset[str] = field(default=frozenset({".txt", ".text"}))
    isolated: bool = False

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Decode a text file."""
        return Extracted(decode(data, name, encoding), markdown=False)
