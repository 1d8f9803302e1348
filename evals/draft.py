"""Proposes cases from a document or from readers' feedback, for a person to accept, mend or delete.

A draft is never a case by itself: its file ends in `.draft.yaml`, every question is a template to be asked in a
reader's words, and `credence eval lint` refuses questions that the guidance already lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from evals.matching.tokens import Kind as TokenKind
from evals.matching.tokens import tokenize
from ingest.documents import SourceFile, find_files, read_document
from ingest.errors import InputError
from ingest.settings import IngestSettings
from ingest.types import Document, Section

MOST_FACTS = 3
ASK = "ASK IN A READER'S WORDS: "
WRITE = "WRITE WHAT THE ANSWER MUST SAY"


def draft_from_documents(paths: Iterable[Path]) -> dict[str, Any]:
    """A case file with one proposed case a section of the documents under `paths`."""
    documents = [read_document(file, IngestSettings().max_document_bytes) for file in _files(paths)]
    cases = [draft_case(document, section) for document in documents for section in document.sections if section.units]
    if not cases:
        raise InputError("The documents hold no section to ask about.", "Name a document with text under headings.")
    return {"topic": documents[0].topic or documents[0].id.split("/")[0].lower(), "split": "dev", "cases": cases}


def draft_case(document: Document, section: Section) -> dict[str, Any]:
    """A case proposed for one section: its heading as the question, its most checkable sentences as key facts."""
    sentences = [document.text[unit.start : unit.end] for unit in section.units]
    expect: dict[str, Any] = {"facts": key_sentences(sentences), "sections": [f"{document.id}#{section.id}"]}
    verdicts = {question.verdict for question in section.questions if question.verdict}
    if len(verdicts) == 1:
        expect["verdict"] = str(verdicts.pop())
    if section.volatile:
        expect["warnings"] = ["volatile"]
    kind = "volatile" if section.volatile else "single"
    return {"id": _slug(f"{section.id}-1"), "kind": kind, "question": ASK + section.heading, "expect": expect}


def key_sentences(sentences: list[str]) -> list[str]:
    """The first sentence, which answers the heading, and those with most numbers, dates and names."""
    weighed = sorted(sentences[1:], key=_checkable, reverse=True)
    chosen = [sentences[0], *[text for text in weighed if _checkable(text)][: MOST_FACTS - 1]]
    return [text.strip() for text in sentences if text in chosen]


def draft_from_feedback(path: Path) -> dict[str, Any]:
    """A case file from exported feedback (JSONL): what was asked, how it ended, what the reader said.

    The reader's own turns are kept; what the answer should have been is for a person to write.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read.", "Export again: credence feedback export.") from error
    cases = []
    for number, line in enumerate(lines, 1):
        try:
            cases.append(_feedback_case(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}:{number} is not a line of exported feedback ({error}).", "Export again."
            ) from error
    if not cases:
        raise InputError(f"{path} holds no feedback.", "Readers have kept no question yet, or export again.")
    return {"topic": "feedback", "split": "dev", "cases": cases}


def write_draft(draft: dict[str, Any], path: Path) -> None:
    """Write a draft as YAML."""
    head = "# A draft: ask each question in a reader's words, check each fact, delete what is not worth a case.\n"
    path.write_text(head + yaml.safe_dump(draft, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


def _feedback_case(line: dict[str, Any]) -> dict[str, Any]:
    said = line.get("feedback", {})
    ended = said.get("receipt", {}).get("outcome", "answered")
    judged = (
        "helpful" if said.get("helpful") else f"not helpful: {said.get('reason') or ''} {said.get('comment') or ''}"
    )
    case: dict[str, Any] = {
        "id": _slug(str(line["id"])),
        "note": f"ended as {ended}; the reader found it {judged.strip()}",
    }
    expect = {"outcome": ended, "facts": [WRITE]}
    history = [{message["role"]: message["content"]} for message in line.get("history") or ()]
    if history:
        return {**case, "kind": "dialogue", "turns": [*history, {"user": line["question"]}], "expect": expect}
    return {**case, "kind": "single", "question": line["question"], "expect": expect}


def _files(paths: Iterable[Path]) -> list[SourceFile]:
    files = find_files(paths)
    if not files:
        raise InputError("No readable documents were found.", "Name a Markdown, text, HTML, PDF or DOCX file.")
    return files


def _checkable(sentence: str) -> int:
    return sum(token.kind is not TokenKind.WORD for token in tokenize(sentence))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "case"
