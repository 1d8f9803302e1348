"""`GET /api/documents`, `/api/documents/{id}` and `/api/search`: the guidance itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.types import PassageReport
from ingest.catalog import DocumentInfo
from ingest.types import Section
from ui.api.problems import NotFound
from ui.api.route import made_router
from ui.api.service import Service
from ui.api.text import Text


class DocumentSummary(BaseModel):
    """A document as it is listed."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["visas-j1"])
    title: str
    topic: str | None
    digest: str = Field(description="Names the stored text that offsets point into.")
    reviewed: date | None
    review_by: date | None
    curated: bool = Field(description="Whether it carries sources and dates of its own.")
    sections: int


class DocumentList(BaseModel):
    """The documents of the live generation."""

    generation: str
    documents: list[DocumentSummary]


class SourceView(BaseModel):
    """A source of a section."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    publisher: str | None
    url: str | None
    official_url: str | None
    as_of: date | None
    tier: str


class SectionView(BaseModel):
    """A section with its place in the document's text."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["j1-two-year-rule"])
    heading: str
    start: int
    end: int
    as_of: date | None
    volatile: str | None
    sources: list[SourceView]


class DocumentView(DocumentSummary):
    """A document with its text; a citation's `text[start:end]` is its quote (offsets count code points)."""

    text: str
    outline: list[SectionView]


class Found(BaseModel):
    """A passage for a query."""

    document: str
    section: str
    heading: str
    start: int
    end: int
    score: float
    text: str


class SearchResult(BaseModel):
    """The best passages for a query, best first."""

    query: str
    passages: list[Found]


def router(service: Service) -> APIRouter:
    """The routes of the guidance."""
    made = made_router("guidance", 404, 422, 503)

    @made.get("/api/documents", summary="List the documents")
    def documents() -> DocumentList:
        library = service.assistant.library
        listed = [DocumentSummary.model_validate(info) for info in library.documents()]
        return DocumentList(generation=library.generation, documents=listed)

    @made.get("/api/documents/{document_id:path}", summary="Read one document")
    def document(document_id: Annotated[str, Path(examples=["visas-j1"])]) -> DocumentView:
        library = service.assistant.library
        info = _info(library.documents(), document_id)
        summary = DocumentSummary.model_validate(info).model_dump()
        outline = [_view(section) for section in library.sections(document_id)]
        return DocumentView(**summary, text=library.stored(info.digest), outline=outline)

    @made.get("/api/search", summary="Find passages without an answer")
    async def search(
        q: Annotated[Text, Query(min_length=1, max_length=2000, pattern=r"\S", examples=["two-year rule"])],
        k: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> SearchResult:
        assistant = service.assistant
        reports = await service.run(lambda: assistant.search(q, k))
        found = await to_thread.run_sync(lambda: [_found(service, report) for report in reports])
        return SearchResult(query=q, passages=found)

    return made


def _info(documents: list[DocumentInfo], document_id: str) -> DocumentInfo:
    for info in documents:
        if info.id == document_id:
            return info
    raise NotFound("There is no such document.", "GET /api/documents lists them.")


def _view(section: Section) -> SectionView:
    return SectionView.model_validate(section)


def _found(service: Service, report: PassageReport) -> Found:
    library = service.assistant.library
    section = library.section(report.document, report.section)
    text = library.text(report.document)[report.start : report.end]
    place = {"document": report.document, "section": report.section, "heading": section.heading}
    return Found(**place, start=report.start, end=report.end, score=report.score, text=text)
