"""Rules about the corpus as a whole: ids, sources, repeated questions, statements that disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from ingest.check.findings import Finding, error, warning
from ingest.lexical import tokens
from ingest.metadata import read_front_matter
from ingest.types import Document, Section

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NEAR = 0.85
MAX_SHARING = 60


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


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence with a number: where it stands, its words without the numbers, and the numbers."""

    document: Document
    section: Section
    text: str
    words: frozenset[str]
    numbers: frozenset[str]


def contradictions(corpus: Sequence[Document], today: date) -> Iterator[Finding]:
    """Sentences of different sections that say nearly the same with other numbers."""
    by_word: dict[str, list[_Claim]] = defaultdict(list)
    for claim in _claims(corpus):
        for word in claim.words:
            by_word[word].append(claim)
    pairs = (pair for claims in by_word.values() if len(claims) <= MAX_SHARING for pair in combinations(claims, 2))
    seen: set[tuple[str, str]] = set()
    for one, other in pairs:
        if (one.text, other.text) not in seen and _disagree(one, other):
            seen.add((one.text, other.text))
            said = f"“{one.text[:80]}” and “{other.text[:80]}” ({other.section.id}) differ in a number."
            yield warning(one.document.path, one.section.id, "contradiction", said)


def _claims(corpus: Sequence[Document]) -> Iterator[_Claim]:
    for document in corpus:
        for section in document.sections:
            for unit in section.units:
                text = " ".join(document.text[unit.start : unit.end].split())
                if _NUMBER.search(text) and not section.applies_to.get("state"):
                    words = frozenset(tokens(_NUMBER.sub(" ", text)))
                    yield _Claim(document, section, text, words, frozenset(_NUMBER.findall(text)))


def _disagree(one: _Claim, other: _Claim) -> bool:
    if one.section.id == other.section.id or one.numbers == other.numbers:
        return False
    return len(one.words & other.words) >= _NEAR * len(one.words | other.words)


RULES = (documents, section_ids, repeated_questions, contradictions)
