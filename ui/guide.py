"""The guide: the whole corpus to browse by topic and by state, to search and to read, as HTML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ingest.errors import CredenceError
from ingest.types import Section, Source
from ui.evidence import long_date
from ui.examples import examples, topic_name
from ui.html import Html, icon, join, tag
from ui.links import Links, host
from ui.section import section_html
from ui.strings import say

if TYPE_CHECKING:
    from assistant import Assistant
    from ingest.library import DocumentInfo, Library

MAX_RESULTS = 12


class Guide:
    """Renders the guide from the live generation; every method returns a fragment of HTML."""

    def __init__(self, assistant: Assistant, links: Links) -> None:
        self._assistant = assistant
        self._links = links

    @property
    def _library(self) -> Library:
        return self._assistant.library

    def facts(self, today: date) -> dict[str, Any]:
        """How large and how fresh the guidance is, for the first screen and the side bar."""
        documents = self._library.documents()
        reviewed = [document.reviewed for document in documents if document.reviewed]
        return {
            "generation": self._library.generation,
            "topics": len({document.topic or document.id for document in documents}),
            "examples": examples(self._library),
            "sections": sum(document.sections for document in documents),
            "reviewed": long_date(min(reviewed)) if reviewed else None,
            "due": sum(1 for document in documents if _due(document, today)),
        }

    def topics(self) -> Html:
        """All documents as cards, by topic; documents without a topic come last."""
        by_topic: dict[str, list[DocumentInfo]] = {}
        for document in self._library.documents():
            by_topic.setdefault(document.topic or "", []).append(document)
        order = sorted(by_topic, key=lambda topic: (topic == "", topic))
        return join(*(_topic(topic_name(topic), by_topic[topic]) for topic in order))

    def states(self) -> Html:
        """The sections about a single state, by state."""
        found: dict[str, list[tuple[str, Section]]] = {}
        for document in self._library.documents():
            for section in self._library.sections(document.id):
                for state in section.applies_to.get("state", ()):
                    found.setdefault(state, []).append((document.id, section))
        if not found:
            return tag("p", say("guide.no_states"), class_="quiet")
        return tag("div", *(_state(name, found[name]) for name in sorted(found)), class_="states")

    def document(self, document_id: str) -> Html:
        """A document's title and the list of its sections."""
        document = next((d for d in self._library.documents() if d.id == document_id), None)
        if document is None:
            return _missing()
        items = (tag("li", _section_button(document_id, s)) for s in self._library.sections(document_id))
        return join(
            _back(),
            tag("h3", document.title, dir="auto"),
            tag("p", _document_note(document), class_="quiet"),
            tag("ul", *items, class_="lines"),
        )

    def section(self, document_id: str, section_id: str) -> Html:
        """One section to read, with its sources and the questions that it answers."""
        try:
            section = self._library.section(document_id, section_id)
            text = self._library.text(document_id)
            title = next(d.title for d in self._library.documents() if d.id == document_id)
        except (CredenceError, KeyError, StopIteration):
            return _missing()
        to_document = tag(
            "button", say("guide.to_document", title=title), type="button", data_document=document_id, class_="link"
        )
        return tag(
            "article",
            tag("div", _back(), to_document, class_="trail"),
            tag("h3", section.heading, dir="auto"),
            tag("div", section_html(text, section), class_="text", dir="auto"),
            _volatile(section),
            self._sources(section),
            _asks(section),
            class_="reading",
        )

    def search(self, query: str) -> Html:
        """The sections that fit a query best."""
        query = " ".join(query.split())[:200]
        if not query:
            return self.topics()
        keys = dict.fromkeys((hit.document, hit.section) for hit in self._assistant.search(query, k=3 * MAX_RESULTS))
        items = [item for document, section in list(keys)[:MAX_RESULTS] if (item := self._result(document, section))]
        if not items:
            return join(_back(), tag("p", say("guide.no_results", query=query), class_="quiet"))
        heading = tag("h3", say("guide.results", query=query), dir="auto")
        return join(_back(), heading, tag("ul", *items, class_="lines results"))

    def _result(self, document_id: str, section_id: str) -> Html | None:
        try:
            section = self._library.section(document_id, section_id)
            text = self._library.text(document_id)
        except (CredenceError, KeyError):
            return None
        opening = text[section.units[0].start : section.units[0].end] if section.units else ""
        return tag("li", _section_button(document_id, section), tag("p", opening, class_="quiet", dir="auto"))

    def _sources(self, section: Section) -> Html:
        if not section.sources:
            return Html("")
        items = (tag("li", self._source(source)) for source in section.sources)
        return join(tag("h4", say("guide.sources")), tag("ul", *items, class_="sources"))

    def _source(self, source: Source) -> Html:
        url = self._links.allowed(self._library, source.official_url) or self._links.allowed(self._library, source.url)
        tier = tag(
            "span", say(f"tier.{source.tier}"), class_=f"tier tier-{source.tier}", title=say(f"tier.{source.tier}_hint")
        )
        when = say("evidence.as_of", date=long_date(source.as_of)) if source.as_of else ""
        name = join(tag("b", source.publisher or source.title), " ", tier, " ", tag("span", when, class_="quiet"))
        if url is None:
            return name
        label = f"{source.title}: {host(url)} ({say('evidence.opens')})"
        link = tag(
            "a", source.title, icon("out"), href=url, target="_blank", rel="noopener noreferrer", aria_label=label
        )
        return join(name, tag("br"), link)


def _due(document: DocumentInfo, today: date) -> bool:
    return document.review_by is not None and document.review_by < today


def _topic(name: str, documents: list[DocumentInfo]) -> Html:
    cards = (tag("li", _document_card(document)) for document in sorted(documents, key=lambda d: d.title))
    return tag("section", tag("h3", name), tag("ul", *cards, class_="cards"))


def _document_card(document: DocumentInfo) -> Html:
    return tag(
        "button",
        tag("b", document.title, dir="auto"),
        tag("span", _document_note(document)),
        type="button",
        data_document=document.id,
    )


def _document_note(document: DocumentInfo) -> str:
    reviewed = say("guide.reviewed", date=long_date(document.reviewed)) if document.reviewed else ""
    return " · ".join(part for part in (_count(document.sections), reviewed) if part)


def _count(sections: int) -> str:
    return say("guide.section_one") if sections == 1 else say("guide.sections", count=sections)


def _section_button(document_id: str, section: Section) -> Html:
    return tag("button", section.heading, type="button", data_document=document_id, data_section=section.id, dir="auto")


def _state(name: str, sections: list[tuple[str, Section]]) -> Html:
    items = (tag("li", _section_button(document_id, section)) for document_id, section in sections)
    count = tag("span", str(len(sections)), aria_label=_count(len(sections)), role="img")
    return tag("details", tag("summary", name, " ", count), tag("ul", *items, class_="lines"))


def _volatile(section: Section) -> Html:
    if not section.volatile:
        return Html("")
    words = tag("span", tag("strong", say("warning.volatile")), ": ", section.volatile)
    return tag("p", icon("warn"), words, class_="warn volatile")


def _asks(section: Section) -> Html:
    written = [question.ask for question in section.questions if _well_written(question.ask)]
    questions = dict.fromkeys([section.heading, *written] if section.heading.endswith("?") else written)
    chosen = list(questions)[:3] or [section.heading]
    buttons = (tag("button", question, type="button", data_ask=question, dir="auto") for question in chosen)
    return join(tag("h4", say("guide.ask")), tag("div", *buttons, class_="next"))


def _well_written(question: str) -> bool:
    """Section questions also hold hurried spellings, kept for retrieval; those are not for buttons."""
    return question[:1].isupper() and question.endswith("?")


def _back() -> Html:
    return tag("button", icon("back"), say("guide.back"), type="button", data_act="topics", class_="link")


def _missing() -> Html:
    return join(_back(), tag("p", say("guide.missing"), class_="quiet"))
