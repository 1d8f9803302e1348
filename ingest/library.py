"""Read access to the guidance of the live generation, for the page and the HTTP service."""

from __future__ import annotations

from ingest.catalog import DocumentInfo
from ingest.errors import InputError
from ingest.index import Index, IndexHandle
from ingest.types import Section

__all__ = ["DocumentInfo", "Library"]


class Library:
    """Read access to the guidance of the live generation, for the page and the HTTP service."""

    def __init__(self, handle: IndexHandle) -> None:
        self._handle = handle

    def _use(self) -> _Using:
        return _Using(self._handle)

    @property
    def generation(self) -> str:
        """Name of the live generation."""
        with self._use() as index:
            return index.name

    def documents(self) -> list[DocumentInfo]:
        """All documents, by id."""
        with self._use() as index:
            return index.catalog.documents()

    def sections(self, document_id: str) -> list[Section]:
        """Sections of a document in reading order.

        Raises:
            InputError: there is no such document.
        """
        with self._use() as index:
            _known(index, document_id)
            return index.catalog.sections(document_id)

    def section(self, document_id: str, section_id: str) -> Section:
        """One section.

        Raises:
            InputError: there is no such section.
        """
        with self._use() as index:
            try:
                return index.catalog.section(document_id, section_id)
            except KeyError:
                raise InputError(
                    f"There is no section {document_id}#{section_id}.", "List the documents first."
                ) from None

    def text(self, document_id: str) -> str:
        """The stored text that offsets point into.

        Raises:
            InputError: there is no such document.
        """
        with self._use() as index:
            _known(index, document_id)
            return index.text(document_id)

    def stored(self, digest: str) -> str:
        """A stored text by digest."""
        with self._use() as index:
            return index.stored(digest)


def _known(index: Index, document_id: str) -> None:
    if document_id not in index.manifest.documents:
        raise InputError(f"There is no document “{document_id}”.", "List the documents first.")


class _Using:
    def __init__(self, handle: IndexHandle) -> None:
        self._handle = handle

    def __enter__(self) -> Index:
        self._index = self._handle.acquire()
        return self._index

    def __exit__(self, *exception: object) -> None:
        self._handle.release(self._index)
