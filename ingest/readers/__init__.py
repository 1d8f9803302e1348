"""Files to text: one reader for each kind of document.

A reader turns bytes into the stored text of a document. Everything after it (sections, chunks,
citations) counts code points of that text, so a reader decides once and the text never changes.
"""

from __future__ import annotations

from pathlib import PurePath

from ingest.readers.base import Extracted, Reader
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.pdf import PdfReader
from ingest.readers.refused import RefusingReader
from ingest.readers.text import MarkdownReader, TextReader

__all__ = ["READERS", "READERS_VERSION", "Extracted", "Reader", "reader_for"]

READERS: tuple[Reader, ...] = (
    MarkdownReader(),
    TextReader(),
    HtmlReader(),
    PdfReader(),
    DocxReader(),
    RefusingReader(),
)

READERS_VERSION = 4
"""Raised when a reader would give another text for the same file; then every document is read again."""


def reader_for(path: PurePath) -> Reader | None:
    """The reader of a file by its extension; None when no reader takes it."""
    suffix = path.suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), None)
