"""Which addresses the page may link to: those of the corpus's sources, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ingest.library import Library


class Links:
    """The addresses of the sources of one generation; read once, again after a switch."""

    def __init__(self) -> None:
        self._generation: str | None = None
        self._known: frozenset[str] = frozenset()

    def allowed(self, library: Library, url: str | None) -> str | None:
        """The address itself when a source of the corpus has it and it is a web address, else None."""
        if url is None or host(url) is None:
            return None
        if self._generation != library.generation:
            self._known = _addresses(library)
            self._generation = library.generation
        return url if url in self._known else None


def host(url: str) -> str | None:
    """The site's name without `www.`; None when this is no http(s) address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.hostname.removeprefix("www.")


def _addresses(library: Library) -> frozenset[str]:
    sources = (
        source
        for document in library.documents()
        for section in library.sections(document.id)
        for source in section.sources
    )
    return frozenset(url for source in sources for url in (source.url, source.official_url) if url)
