"""Rules about the corpus as a whole: ids, sources, repeated questions, statements that disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.check.findings import Finding, error, warning
from ingest.lexical import tokens
from ingest.metadata import read_front_matter
from ingest.types import Document, Section

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NEAR = 0.85


def documents(corpus: Sequence[Document], today: date) -> Iterator[Finding]:
    """Review dates, and sources that nothing uses."""
    for document in corpus:
        front, _ = read_front_matter(document.text)
        if front is None:
            yield error(document.path, "", "front-matter", "it has no front matter with topic and sources.")
            continue
        if front.reviewed > today:
            yield error(document.path, "", "date", f"reviewed on {front.reviewed}, which is in the future.")
        if front.review_by < today:
            yield warning(document.path, "", "review", f"its review was due on {front.review_by}.")
        used = {source.key for section in document.sections for source in section.sources}
        for key in sorted(set(front.sources) - used):
            yield error(document.path, "", "source", f"the source “{key}” is used by no section.")
        for key, source in front.sources.items():
            if source.as_of > today:
                yield error(document.path, "", "date", f"the source “{key}” is dated {source.as_of}, in the future.")


def section_ids(corpus: Sequence[Document], today: date) -> Iterator[Finding]:
    """Section ids are unique over the corpus."""
    first: dict[str, str] = {}
    for document in corpus:
        for section in document.sections:
            other = first.setdefault(section.id, document.path)
            if other != document.path:
                yield error(document.path, section.id, "section-id", f"the id stands in {other} too.")


def repeated_questions(corpus: Sequence[Document], today: date) -> Iterator[Finding]:
    """No question variant stands in two sections."""
    first: dict[str, tuple[str, str]] = {}
    for document in corpus:
        for section in document.sections:
            for question in section.questions:
                key = re.sub(r"\W+", " ", question.ask.lower()).strip()
                other = first.setdefault(key, (document.id, section.id))
                if other != (document.id, section.id):
                    text = f"“{question.ask}” stands in {other[0]}#{other[1]} too."
                    yield error(document.path, section.id, "repeated-question", text)


def contradictions(corpus: Sequence[Document], today: date) -> Iterator[Finding]:
    """Sentences of different sections that say nearly the same with other numbers."""
    by_words: dict[str, list[tuple[Document, Section, str, frozenset[str]]]] = defaultdict(list)
    for document in corpus:
        for section in document.sections:
            for unit in section.units:
                text = " ".join(document.text[unit.start : unit.end].split())
                if not _NUMBER.search(text) or section.applies_to.get("state"):
                    continue
                words = frozenset(tokens(_NUMBER.sub(" ", text)))
                for word in words:
                    by_words[word].append((document, section, text, words))
    seen = set()
    for rows in by_words.values():
        if len(rows) > 60:
            continue
        for index, (document, section, text, words) in enumerate(rows):
            for _, other, text2, words2 in rows[index + 1 :]:
                pair = (text, text2)
                if section.id == other.id or pair in seen or len(words & words2) < _NEAR * len(words | words2):
                    continue
                seen.add(pair)
                if set(_NUMBER.findall(text)) != set(_NUMBER.findall(text2)):
                    said = f"“{text[:80]}” and “{text2[:80]}” ({other.id}) differ in a number."
                    yield warning(document.path, section.id, "contradiction", said)


RULES = (documents, section_ids, repeated_questions, contradictions)
