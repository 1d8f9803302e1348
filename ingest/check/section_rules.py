"""Rules about one section: its metadata, its words, its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ingest.check.findings import Finding, error, warning
from ingest.types import Document, Section, UnitKind

MAX_WORDS = 170
WARN_SENTENCE_WORDS = 40
WARN_GRADE = 18.0
MOST_QUESTIONS = 12

_DEPENDENT = re.compile(
    r"^(?:It|This(?! guidance)|They|These|Those|That|Such|He|She|However|Also|But|And|Or|So|"
    r"Then|Instead|Otherwise|Therefore|"
    r"In addition|Both|The (?:latter|former|same))\b"
)
_YES_NO = re.compile(
    r"^(?:is|are|am|was|can|could|do|does|did|must|may|will|would|should|has|have|had|need)\s+(?:i|you|we|they|it|he|she|there|"
    r"the|a|an|my|all|any|img\w*|foreign|doctors?|physicians?|residents?|[A-Z]\w*)\b(?!.*\bor\b)",
    re.IGNORECASE,
)
_BRITISH = re.compile(
    r"\b(?:licences?|programmes?|specialis(?:e|ed|es|ing|ation)|paediatric\w*|organisation\w*|practising|recognis\w+|enrol)\b",
    re.I,
)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_WORDS = re.compile(r"[\w’'-]+")

Rule = Callable[[Document, Section, date], Iterator[Finding]]


def metadata(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """Every section has a source, a date, questions, and dates that have come."""
    place = (document.path, section.id)
    if section.source is None:
        yield error(*place, "source", f"“{section.heading}” has no guidance block with a source.")
        return
    if section.as_of is None or section.as_of > today:
        yield error(*place, "date", f"its as-of date {section.as_of} is missing or in the future.")
    if len(section.questions) < 3:
        yield error(*place, "questions", f"it has {len(section.questions)} questions; three to twelve are needed.")
    elif len(section.questions) > MOST_QUESTIONS:
        yield warning(*place, "questions", f"it has {len(section.questions)} questions; twelve are enough.")
    for question in section.questions:
        if question.verdict is None and _YES_NO.match(question.ask):
            yield warning(*place, "verdict", f"“{question.ask}” reads like a yes/no question and has no verdict.")


def misconceptions(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """A correction is one of the section's own sentences, so that it can be quoted."""
    own = {" ".join(document.text[u.start : u.end].split()) for u in section.units}
    for item in section.misconceptions:
        if " ".join(item.correction.split()) not in own:
            text = f"the correction “{item.correction[:70]}…” is not a sentence of the section."
            yield error(document.path, section.id, "correction", text)


def exceptions(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """`keep_with_next` names sentences that have a next one."""
    for number in section.keep_with_next:
        if not 1 <= number < len(section.units):
            text = f"keep_with_next names sentence {number} of {len(section.units)}."
            yield error(document.path, section.id, "keep-with-next", text)


def sentences(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """Sentences stand alone and are short."""
    place = (document.path, section.id)
    for unit in section.units:
        text = " ".join(document.text[unit.start : unit.end].split())
        if unit.kind is UnitKind.SENTENCE and _DEPENDENT.match(text):
            yield error(*place, "stands-alone", f"“{text[:70]}” does not stand alone.")
        if len(_WORDS.findall(text)) > WARN_SENTENCE_WORDS and unit.kind is not UnitKind.ROW:
            yield warning(*place, "long-sentence", f"“{text[:60]}…” has more than {WARN_SENTENCE_WORDS} words.")
        if "**" in text or "](" in text:
            yield error(*place, "markup", f"“{text[:60]}…” holds inline markup, which would be quoted.")
        if british := _BRITISH.search(text):
            yield warning(*place, "spelling", f"“{british.group()}” is not US English.")


def length(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """A section is short enough to be one passage, and readable."""
    body = document.text[section.start : section.end]
    words = len(_WORDS.findall(body))
    table = any(unit.kind is UnitKind.ROW for unit in section.units)
    if words > MAX_WORDS and not table:
        yield error(document.path, section.id, "words", f"it has {words} words; the limit is {MAX_WORDS}.")
    grade = reading_grade(document, section)
    if grade > WARN_GRADE and not table:
        yield warning(document.path, section.id, "grade", f"its reading grade is {grade:.0f}.")


def links(document: Document, section: Section, today: date) -> Iterator[Finding]:
    """Links to other documents lead to files that exist."""
    for target in _LINK.findall(document.text[section.start : section.end]):
        if "://" in target or target.startswith("#"):
            continue
        if not (Path(document.path).parent / target.split("#")[0]).exists():
            yield error(document.path, section.id, "link", f"the link to {target} leads nowhere.")


RULES: tuple[Rule, ...] = (metadata, misconceptions, exceptions, sentences, length, links)


def reading_grade(document: Document, section: Section) -> float:
    """Flesch-Kincaid grade level (Kincaid et al. 1975): years of US school needed to read the text."""
    body = document.text[section.start : section.end]
    found = _WORDS.findall(body)
    if not found or not section.units:
        return 0.0
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in found)
    return 0.39 * len(found) / len(section.units) + 11.8 * syllables / len(found) - 15.59
