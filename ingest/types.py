"""What the ingest stages hand to each other: documents, sections, units and chunks.

Offsets always count code points of `Document.text`, the decoded text with LF line ends, so
`document.text[start:end]` is the quoted text itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Tier(StrEnum):
    """How close a source is to the body that decides the matter."""

    PRIMARY = "primary"
    REPORTED = "reported"
    SECONDARY = "secondary"


class Verdict(StrEnum):
    """The recorded answer to one way of asking a yes/no question."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


class UnitKind(StrEnum):
    """What one quotable unit of a section is."""

    SENTENCE = "sentence"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a section rests on; `url` is the page that was read."""

    key: str
    title: str
    publisher: str | None
    url: str | None
    official_url: str | None
    as_of: date | None
    tier: Tier


@dataclass(frozen=True, slots=True)
class SectionQuestion:
    """One way in which a reader would ask what the section answers."""

    ask: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Misconception:
    """What people wrongly believe, and the sentence of the section that corrects it."""

    belief: str
    correction: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable piece of a section: a sentence, a list item or a table row.

    `stem` is the index (within the section) of the unit that an item or row needs to be
    understood: the line before a list, or the header of a table.
    """

    start: int
    end: int
    kind: UnitKind = UnitKind.SENTENCE
    stem: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its text, with the metadata that the guidance records about it.

    `page` is the page it begins on; `page_starts` are (offset, number) of the pages that it runs over.
    """

    id: str
    heading: str
    path: tuple[str, ...]
    start: int
    end: int
    units: tuple[Unit, ...]
    sources: tuple[Source, ...] = ()
    as_of: date | None = None
    volatile: str | None = None
    applies_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    family: str | None = None
    questions: tuple[SectionQuestion, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    keep_with_next: tuple[int, ...] = ()
    not_covered: bool = False
    curated: bool = False
    page: int | None = None
    page_starts: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page on which the text at an offset stands, for documents that have pages."""
        return next((number for start, number in reversed(self.page_starts) if start <= offset), self.page)

    @property
    def source(self) -> Source | None:
        """The source that supports every sentence of the section."""
        return self.sources[0] if self.sources else None

    @property
    def asks(self) -> tuple[str, ...]:
        """What is indexed as extra vectors of a section of the guidance.

        Its questions, then the beliefs it corrects, then its heading, which the guidance writes as a question.
        """
        heading = (self.heading,) if self.curated else ()
        return (*(q.ask for q in self.questions), *(m.belief for m in self.misconceptions), *heading)


@dataclass(frozen=True, slots=True)
class Outline:
    """What tells page furniture from content: the numbers of a document's blocks and its site.

    `dropped` are those of its blocks that were left out of its sections as furniture.
    """

    site: str
    blocks: tuple[int, ...]
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file of guidance. `digest` is `sha256:<hex>` of the UTF-8 text.

    When two documents answer, the one of higher `precedence` goes first. Curated documents have no
    `outline`: nothing of them is ever furniture.
    """

    id: str
    path: str
    title: str
    text: str
    digest: str
    sections: tuple[Section, ...]
    topic: str | None = None
    reviewed: date | None = None
    review_by: date | None = None
    curated: bool = False
    precedence: int = 0
    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """The piece of a section that is embedded: whole units, never a cut sentence.

    `id` is `document#section#index`; `context` is the heading path that is embedded in front of
    the text; `units` are spans within the document's text.
    """

    id: str
    document: str
    section: str
    index: int
    start: int
    end: int
    context: str
    units: tuple[Unit, ...]
