"""Finish: numbered citations, warnings, follow-ups and the text that the reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.compose.types import Draft, Evidence
from assistant.precedence import same_words
from assistant.retrieve import Passage
from assistant.types import AnswerWarning, Citation, Statement, StatementKind, WarningKind
from ingest.index import Index
from ingest.types import Section, Tier

MAX_FOLLOW_UPS = 3
SHORT_QUOTE = 4
"""Quotes of no more words ("a valid passport") may stand in two documents without saying the same."""


def cite(drafts: Sequence[Draft], index: Index) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Number the evidence in order of use; the same span, and the same words in another document, have one number."""
    numbers: dict[tuple[str, int, int], int] = {}
    said: dict[str, tuple[str, int]] = {}
    citations: list[Citation] = []
    statements = []
    for draft in drafts:
        own = []
        for evidence in draft.evidence:
            document = evidence.passage.row.chunk.document
            key = (document, evidence.start, evidence.end)
            if key not in numbers:
                first, number = said.setdefault(_words_of(evidence), (document, len(citations) + 1))
                numbers[key] = number if first != document else len(citations) + 1
                if numbers[key] > len(citations):
                    citations.append(_citation(numbers[key], evidence, index))
            own.append(numbers[key])
        statements.append(Statement(draft.text, draft.kind, tuple(dict.fromkeys(own))))
    return tuple(statements), tuple(citations)


def _words_of(evidence: Evidence) -> str:
    """What makes two quotes one; the line above a list or table belongs to its own document alone."""
    words = same_words(evidence.text)
    stands_alone = words.count(" ") >= SHORT_QUOTE and not evidence.text.endswith((":", "|"))
    return words if stands_alone else f"{evidence.passage.row.chunk.document} {evidence.start}"


def _citation(number: int, evidence: Evidence, index: Index) -> Citation:
    passage = evidence.passage
    source = passage.section.source
    text = index.text(passage.row.chunk.document)
    return Citation(
        number=number,
        document=passage.row.chunk.document,
        section=passage.section.id,
        title=passage.section.heading,
        publisher=source.publisher if source else None,
        tier=source.tier if source else None,
        url=source.url if source else None,
        official_url=source.official_url if source else None,
        as_of=passage.section.as_of,
        page=passage.section.page_at(evidence.start),
        quote=text[evidence.start : evidence.end],
        start=evidence.start,
        end=evidence.end,
        digest=passage.document.digest,
    )


def render(statements: Sequence[Statement], items: Sequence[bool], notes: Sequence[str] = ()) -> str:
    """Markdown with [n] marks: running text, list items on lines of their own, notes at the end."""
    lines: list[str] = []
    for statement, item in zip(statements, items, strict=True):
        marks = "".join(f"[{number}]" for number in statement.citations)
        text = f"{statement.text} {marks}".rstrip()
        if item:
            lines.append(f"- {text}")
        elif lines and not lines[-1].startswith("- "):
            lines[-1] = f"{lines[-1]} {text}"
        else:
            lines.append(text)
    paragraphs: list[str] = []
    for line in lines:
        joined = paragraphs and paragraphs[-1].splitlines()[-1].startswith("- ") and line.startswith("- ")
        if joined:
            paragraphs[-1] += f"\n{line}"
        else:
            paragraphs.append(line)
    return "\n\n".join([*paragraphs, *notes])


def warnings_for(drafts: Sequence[Draft], today: date, index_warning: str | None = None) -> tuple[AnswerWarning, ...]:
    """What the reader should know about the sections that the statements rest on."""
    found: list[AnswerWarning] = []
    for key, places in _statements_by_section(drafts).items():
        passage = next(e.passage for d in drafts for e in d.evidence if e.passage.key == key)
        found += _section_warnings(passage, tuple(places), today)
    if index_warning:
        found.append(AnswerWarning(WarningKind.INDEX, index_warning))
    return tuple(found)


def _statements_by_section(drafts: Sequence[Draft]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for number, draft in enumerate(drafts):
        for key in dict.fromkeys(e.passage.key for e in draft.evidence):
            found.setdefault(key, []).append(number)
    return found


def _section_warnings(passage: Passage, places: tuple[int, ...], today: date) -> list[AnswerWarning]:
    section, document = passage.section, passage.document
    found = []
    if passage.contrary:
        text = f"Other guidance here gives other numbers; the document that goes first is quoted. {passage.contrary[0]}"
        found.append(AnswerWarning(WarningKind.CONFLICT, text, places))
    if section.volatile:
        found.append(AnswerWarning(WarningKind.VOLATILE, " ".join(section.volatile.split()), places))
    if document.review_by and document.review_by < today:
        text = (
            f"The guidance on “{section.heading}” was due for review on {_day(document.review_by)}; "
            f"check it with the official body."
        )
        found.append(AnswerWarning(WarningKind.STALE, text, places))
    if section.source and section.source.tier is Tier.SECONDARY:
        when = f" as of {_day(section.as_of)}" if section.as_of else ""
        text = (
            f"This rests on a secondary source ({section.source.publisher}{when}); confirm it with the official body."
        )
        found.append(AnswerWarning(WarningKind.SECONDARY, text, places))
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def follow_ups(used: Sequence[Passage], nearby: Sequence[Passage], asked: Sequence[str]) -> tuple[str, ...]:
    """Questions about neighboring sections, each one that the guidance records an answer to."""
    taken = {passage.key for passage in used}
    before = {_plain(question) for question in asked}
    found: list[str] = []
    families: set[str] = set()
    for passage in nearby:
        section = passage.section
        if passage.key in taken or section.not_covered or (section.family and section.family in families):
            continue
        question = _presentable(section)
        if question and _plain(question) not in before and question not in found:
            found.append(question)
            taken.add(passage.key)
            families.add(section.family or "")
        if len(found) == MAX_FOLLOW_UPS:
            break
    return tuple(found)


def _presentable(section: Section) -> str | None:
    """The best-formed of a section's questions, or its heading when that is a question."""
    if section.heading.endswith("?") and len(section.heading) <= 80:
        return section.heading
    asks = [q.ask for q in section.questions if q.ask.endswith("?") and q.ask[:1].isupper() and len(q.ask) <= 80]
    return asks[0] if asks else None


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def is_quoted(draft: Draft) -> bool:
    """Whether a draft shows the guidance's own words."""
    return draft.kind is StatementKind.QUOTED
