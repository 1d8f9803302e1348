"""Kinds of documents that no reader takes: an office is told so, instead of missing their words."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import DocumentError
from ingest.readers.base import Extracted


@dataclass(frozen=True, slots=True)
class RefusingReader:
    """Word before 2007, slides, sheets, books and other programs' documents; pictures and style sheets pass unsaid."""

    suffixes: frozenset[str] = field(
        default=frozenset({".doc", ".rtf", ".odt", ".ppt", ".pptx", ".odp", ".xls", ".xlsx", ".ods", ".epub", ".pages"})
    )
    isolated: bool = False

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Refuse a file by its kind."""
        raise DocumentError(
            f"{name} is of a kind that is not read.", "Save it as PDF, .docx or text, or move it elsewhere."
        )
