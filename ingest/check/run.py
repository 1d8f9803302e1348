"""Read the corpus, apply every rule, count what it holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.check import corpus_rules, section_rules
from ingest.check.findings import Finding, Level, error
from ingest.documents import find_files, read_document
from ingest.errors import DocumentError
from ingest.types import Document

MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """The documents that could be read and everything found about them."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    today: date

    @property
    def errors(self) -> list[Finding]:
        """The findings that fail the check."""
        return [finding for finding in self.findings if finding.level is Level.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        """The findings that are only listed."""
        return [finding for finding in self.findings if finding.level is Level.WARNING]

    def counts(self) -> dict[str, Counter[str]]:
        """Sections by topic, publisher, tier and year of their source, and documents due for review."""
        tables: dict[str, Counter[str]] = {
            name: Counter() for name in ("topic", "publisher", "tier", "as of", "review")
        }
        for document in self.documents:
            due = document.review_by is not None and document.review_by < self.today
            tables["review"]["due" if due else "not due"] += 1
            for section in document.sections:
                source = section.source
                tables["topic"][document.topic or "none"] += 1
                tables["publisher"][(source.publisher if source else None) or "none"] += 1
                tables["tier"][source.tier if source else "none"] += 1
                tables["as of"][str(section.as_of.year) if section.as_of else "none"] += 1
        return tables


def check_corpus(folder: Path, today: date) -> CorpusCheck:
    """Apply every rule to the documents of a folder.

    Raises:
        InputError: the folder does not exist.
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    for file in find_files([folder]):
        try:
            documents.append(read_document(file, MAX_BYTES))
        except DocumentError as fault:
            findings.append(error(str(file.path), "", "unreadable", fault.message))
    for document in documents:
        for section in document.sections:
            for rule in section_rules.RULES:
                findings.extend(rule(document, section, today))
    for corpus_rule in corpus_rules.RULES:
        findings.extend(corpus_rule(documents, today))
    return CorpusCheck(tuple(documents), tuple(sorted(findings)), today)
