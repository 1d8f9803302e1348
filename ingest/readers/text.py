"""Markdown and plain text: decoding, line ends, and refusing what is no text."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import DocumentError
from ingest.readers.base import Extracted


def decode(data: bytes, name: str) -> str:
    """Bytes to text with LF line ends.

    UTF-8 (with or without a byte-order mark) and UTF-16 with one are taken as they are; anything
    else is an error rather than a guess, because a wrong guess would be quoted as guidance.

    Raises:
        DocumentError: the file is empty, binary, or in another encoding.
    """
    if not data.strip():
        raise DocumentError(f"{name} is empty.", "Add text to it or remove it.")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8 and ingest again."
        raise DocumentError(f"{name} is not UTF-8 text (byte {error.start}).", remedy) from error
    if "\0" in text:
        raise DocumentError(f"{name} is a binary file with a text name.", "Remove it or convert it to text.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError(f"{name} holds only white space.", "Add text to it or remove it.")
    return text


@dataclass(frozen=True, slots=True)
class MarkdownReader:
    """Markdown, with or without front matter."""

    suffixes: frozenset[str] = field(default=frozenset({".md", ".markdown"}))

    def read(self, data: bytes, name: str) -> Extracted:
        """Decode a Markdown file; its text is kept to the letter."""
        return Extracted(decode(data, name), markdown=True)


@dataclass(frozen=True, slots=True)
class TextReader:
    """Plain text."""

    suffixes: frozenset[str] = field(default=frozenset({".txt", ".text"}))

    def read(self, data: bytes, name: str) -> Extracted:
        """Decode a text file; its text is kept to the letter."""
        return Extracted(decode(data, name), markdown=False)
