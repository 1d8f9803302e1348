"""An answer as one text for clients that know nothing of citations: markers, quotes and sources in the words.

The same evidence goes along as annotations in OpenAI's form (`url_citation`), with the citation itself
under `credence`, so that a client can check the quote against the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from assistant.types import Answer, Citation

_MARKER = re.compile(r"\[(\d{1,3})\]")
_CITATION = TypeAdapter(Citation)


def appendix(answer: Answer) -> str:
    """What follows the answer's own text: options of a question back, warnings, the quotes with their sources."""
    parts = []
    if answer.options:
        parts.append("\n".join(f"- {option}" for option in answer.options))
    if answer.warnings:
        parts.append("\n>\n".join(f"> {warning.text}" for warning in answer.warnings))
    if answer.citations:
        parts.append("\n".join(["**Sources**", "", *map(_source_line, answer.citations)]))
    return "".join(f"\n\n{part}" for part in parts)


def _source_line(citation: Citation) -> str:
    quote = " ".join(citation.quote.split())
    who = f"Credence guidance, based on {citation.publisher}" if citation.publisher else citation.title
    date = f", as of {citation.as_of.isoformat()}" if citation.as_of else ""
    url = citation.official_url or citation.url
    return f"- [{citation.number}] “{quote}” ({who}{date})" + (f" <{url}>" if url else "")


def url_citations(content: str, citations: Sequence[Citation], base_url: str) -> list[dict[str, Any]]:
    """One annotation for each marker in the text.

    Args:
        content: the message as it is sent; indices count its characters.
        citations: the answer's citations.
        base_url: address of this service with a slash at the end; documents without an address of their own
            are linked there.
    """
    known = {citation.number: citation for citation in citations}
    found = ((match, known.get(int(match.group(1)))) for match in _MARKER.finditer(content))
    return [
        _annotation(citation, match.start(), match.end(), base_url) for match, citation in found if citation is not None
    ]


def _annotation(citation: Citation, start: int, end: int, base_url: str) -> dict[str, Any]:
    url = citation.official_url or citation.url or f"{base_url}api/documents/{citation.document}"
    about = {"start_index": start, "end_index": end, "title": citation.title, "url": url}
    return {"type": "url_citation", "url_citation": about, "credence": _CITATION.dump_python(citation, mode="json")}
