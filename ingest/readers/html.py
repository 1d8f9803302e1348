"""Saved web pages: the main content only, as Markdown.

trafilatura tells content from menus, banners, comments and footers; scripts are never run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.errors import DocumentError
from ingest.readers.base import Extracted
from ingest.readers.encoding import decode

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]{2,40})""")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_TABLE_END = re.compile(r"[ \t]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HtmlReader:
    """HTML and XHTML."""

    suffixes: frozenset[str] = field(default=frozenset({".html", ".htm", ".xhtml"}))
    isolated: bool = True

    def read(self, data: bytes, name: str, encoding: str | None = None) -> Extracted:
        """Extract a page's main content."""
        import trafilatura

        page = decode(data, name, encoding or _declared(data))
        try:
            text = trafilatura.extract(page, output_format="markdown", include_comments=False, favor_recall=True)
            about = trafilatura.extract_metadata(page)
        except (ValueError, RecursionError, AttributeError, TypeError) as error:
            raise DocumentError(f"{name} cannot be read as HTML ({error}).", "Save the page again.") from error
        if not text or not text.strip():
            raise DocumentError(f"{name} has no main content.", "Save the page as text instead.")
        return Extracted(_tidy(text), markdown=True, title=about.title if about else None, converted=True)


def _declared(data: bytes) -> str | None:
    match = _XML.search(data[:1024]) or _CHARSET.search(data[:4096])
    if match is None:
        return None
    encoding = match.group(1).decode("ascii").lower()
    return {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(encoding, encoding)


def _tidy(text: str) -> str:
    """Bold and italic marks go, so that quotes read as the page did."""
    return _TABLE_END.sub("", _EMPHASIS.sub(r"\2", text.replace("\r", ""))).strip() + "\n"
