"""PDF: text in reading order with headings, lists, tables and page numbers, as Markdown.

pdfplumber gives words with their place and font; `layout` makes lines and blocks of them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import DocumentError
from ingest.readers.base import Extracted
from ingest.readers.layout import Line, page_lines
from ingest.readers.reflow import reflow

MAX_PAGES = 3000


@dataclass(frozen=True, slots=True)
class PdfReader:
    """Portable documents that hold text; scanned pages have none."""

    suffixes: frozenset[str] = field(default=frozenset({".pdf"}))
    isolated: bool = True

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Read all pages."""
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfplumber.utils.exceptions import PdfminerException

        try:
            with pdfplumber.open(io.BytesIO(data)) as pdf:
                if len(pdf.pages) > MAX_PAGES:
                    raise DocumentError(f"{name} has {len(pdf.pages)} pages, more than {MAX_PAGES}.", "Split it.")
                pages = [_page(page) for page in pdf.pages]
                title = _title(pdf.metadata)
        except DocumentError:
            raise
        except Exception as error:  # malformed files surface as many types of pdfminer's and Python's
            if isinstance(error, PdfminerException) and any(isinstance(e, PDFPasswordIncorrect) for e in error.args):
                raise DocumentError(f"{name} is encrypted.", "Save a copy without its password.") from error
            raise DocumentError(
                f"{name} is no whole PDF ({type(error).__name__}).", "Save or print it again."
            ) from error
        text, starts = reflow(pages)
        if not text.strip():
            raise DocumentError(f"{name} holds no text, only pictures.", "Run text recognition on it first.")
        return Extracted(text, markdown=True, title=title, pages=starts, converted=True)


def _page(page: Any) -> list[Line]:
    found = page_lines(page)
    page.close()
    return found


def _title(metadata: dict[str, Any]) -> str | None:
    title = metadata.get("Title")
    usable = isinstance(title, str) and 3 <= len(title.strip()) <= 200 and "\\" not in title
    return (
        " ".join(title.split()) if usable and title and not title.lower().endswith((".doc", ".docx", ".pdf")) else None
    )
