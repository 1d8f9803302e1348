"""The questions on the first screen: one for each topic that the guidance has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.strings import say, strings

if TYPE_CHECKING:
    from ingest.library import Library

COUNT = 8


def topic_name(topic: str) -> str:
    """The name of a topic as the page writes it."""
    known = strings().get(f"topic.{topic}" if topic else "topic.other")
    return known or topic.replace("-", " ").capitalize()


def examples(library: Library) -> list[dict[str, str]]:
    """Up to eight questions with their topics.

    For the topics of the shipped guidance they are written by hand; a corpus of the reader's own
    shows the headings of its first sections.
    """
    documents = library.documents()
    topics = {document.topic for document in documents}
    written = [
        {"topic": topic_name(topic), "question": say(f"example.{topic}")}
        for topic in sorted(filter(None, topics))
        if f"example.{topic}" in strings()
    ]
    headings = (
        {"topic": topic_name(document.topic) if document.topic else document.title, "question": section.heading}
        for document in documents
        for section in library.sections(document.id)[:3]
        if section.heading.endswith("?") and not section.not_covered
    )
    found = written if len(written) >= COUNT else [*written, *headings]
    return list({example["question"]: example for example in found}.values())[:COUNT]
