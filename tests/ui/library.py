"""A library for tests of the page: three small documents in memory, one of which can change."""

from __future__ import annotations

from pathlib import Path

from ingest.catalog import DocumentInfo
from ingest.documents import SourceFile, build_document, read_document
from ingest.errors import InputError
from ingest.readers import Extracted
from ingest.types import Document, Section

GUIDANCE = Path(__file__).parent / "guidance"


class FakeLibrary:
    """`ingest.library.Library` over documents in memory."""

    def __init__(self) -> None:
        files = [SourceFile(path, path.stem) for path in sorted(GUIDANCE.glob("*.md"))]
        read = [read_document(file, 1_000_000) for file in files]
        self._documents: dict[str, Document] = {document.id: document for document in read}
        self._past: dict[str, str] = {}
        self.generation = "generation-1"

    def revise(self, document_id: str, old: str, new: str) -> None:
        """Switch to a generation in which some words of a document have changed."""
        document = self._document(document_id)
        self._past[document.digest] = document.text
        text = document.text.replace(old, new)
        self._documents[document_id] = build_document(Extracted(text, markdown=True), document_id, document.path)
        self.generation = "generation-2"

    def documents(self) -> list[DocumentInfo]:
        return [_info(document) for document in self._documents.values()]

    def sections(self, document_id: str) -> list[Section]:
        return list(self._document(document_id).sections)

    def section(self, document_id: str, section_id: str) -> Section:
        for section in self._document(document_id).sections:
            if section.id == section_id:
                return section
        raise InputError("There is no such section.", "List the documents first.")

    def text(self, document_id: str) -> str:
        return self._document(document_id).text

    def stored(self, digest: str) -> str:
        live = {document.digest: document.text for document in self._documents.values()}
        return {**self._past, **live}[digest]

    def _document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise InputError("There is no such document.", "List the documents first.")
        return self._documents[document_id]


def _info(document: Document) -> DocumentInfo:
    return DocumentInfo(
        id=document.id,
        title=document.title,
        topic=document.topic,
        path=document.path,
        plain_id=document.id,
        file_digest=document.digest,
        digest=document.digest,
        reviewed=document.reviewed,
        review_by=document.review_by,
        curated=document.curated,
        sections=len(document.sections),
    )
