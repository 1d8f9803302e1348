"""The public data sets in one form: texts, questions with their conversation, and what counts as found.

Formats: Doc2Dial marks the grounding span in a page (Feng et al., EMNLP 2020); MTRAG (IBM, 2025) and OR-ShARC (Gao
et al., 2021) name relevant passages. Each folder holds `documents.jsonl` or `passages.jsonl`, and `questions.jsonl`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.types import Turn
from ingest.errors import InputError


@dataclass(frozen=True, slots=True)
class Text:
    """One document to ingest."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: a chunk that a system found, or the words that hold the answer."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `gold` is the answer's span, or else any part of the `relevant` documents counts.

    `also` are other spans that answer as well.
    `group` is shared by questions that must fall into the same half: same dialogue, same documents.
    """

    id: str
    text: str
    history: tuple[Turn, ...]
    group: str
    gold: Span | None = None
    relevant: tuple[str, ...] = ()
    rewrite: str | None = None
    also: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus and its questions."""

    name: str
    texts: tuple[Text, ...]
    questions: tuple[Question, ...]

    def half(self, name: str) -> Dataset:
        """The `dev` or `report` half of the questions (`all`: both); no dialogue or gold document is in both."""
        if name == "all":
            return self
        kept = tuple(q for q in self.questions if (_hash(q.group) % 2 == 0) == (name == "dev"))
        return Dataset(self.name, self.texts, kept)

    def sample(self, most: int | None) -> Dataset:
        """At most that many questions, chosen by hash so that every run chooses the same."""
        if most is None or len(self.questions) <= most:
            return self
        chosen = {q.id for q in sorted(self.questions, key=lambda q: _hash(q.id))[:most]}
        return Dataset(self.name, self.texts, tuple(q for q in self.questions if q.id in chosen))


def load(folder: Path) -> Dataset:
    """Read a data set, told apart by the fields of its questions.

    Raises:
        InputError: the folder holds none of the three.
    """
    questions = _lines(folder / "questions.jsonl")
    if not questions:
        raise InputError(f"{folder}/questions.jsonl is empty.", "Name the folder of a data set.")
    first = questions[0]
    for mark, build in _BUILDERS.items():
        if mark in first:
            name, texts, built = build(folder, questions)
            return Dataset(name, tuple(texts), _grouped(built))
    raise InputError(f"{folder} is not Doc2Dial, MTRAG or OR-ShARC.", "See docs/results.md for the formats.")


def _doc2dial(folder: Path, lines: list[dict[str, Any]]) -> tuple[str, list[Text], list[Question]]:
    texts = [Text(line["id"], line["title"], line["text"]) for line in _lines(folder / "documents.jsonl")]
    questions = [
        Question(
            id=line["id"],
            text=line["question"],
            history=_turns(line["history"]),
            group=line["dialogue"],
            gold=Span(line["document"], line["start"], line["end"]),
            relevant=(line["document"],),
        )
        for line in lines
    ]
    return "Doc2Dial", texts, questions


def _mtrag(folder: Path, lines: list[dict[str, Any]]) -> tuple[str, list[Text], list[Question]]:
    questions = [
        Question(
            id=line["id"],
            text=line["question"],
            history=_turns(line["history"]),
            group=line["id"].split("<::>")[0],
            relevant=tuple(line["relevant"]),
            rewrite=line["human_rewrite"],
        )
        for line in lines
        if line["relevant"]
    ]
    return "MTRAG-govt", _passages(folder), questions


def _or_sharc(folder: Path, lines: list[dict[str, Any]]) -> tuple[str, list[Text], list[Question]]:
    """The scenario belongs to the question; its dialogue history is about the rule to be found and is left out."""
    questions = [
        Question(
            id=line["id"],
            text=f"{line['scenario']} {line['question']}".strip(),
            history=(),
            group=line["id"],
            relevant=tuple(line["relevant"]),
        )
        for line in lines
    ]
    return "OR-ShARC", _passages(folder), questions


_PIECE = re.compile(r"-\d+-\d+$")
"""MTRAG names a passage by its document and its offsets there."""

_Builder = Callable[[Path, list[dict[str, Any]]], tuple[str, list[Text], list[Question]]]
_BUILDERS: dict[str, _Builder] = {"dialogue": _doc2dial, "human_rewrite": _mtrag, "scenario": _or_sharc}


def _passages(folder: Path) -> list[Text]:
    return [Text(line["id"], line.get("title", ""), line["text"]) for line in _lines(folder / "passages.jsonl")]


def _grouped(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Join groups that share a relevant document or their words: halves share no dialogue, document or question."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for question in questions:
        for document in question.relevant:
            parent[root(f"d:{_PIECE.sub('', document)}")] = root(f"g:{question.group}")
        asked = " ".join([*(turn.content for turn in question.history), question.text])
        parent[root(f"q:{squashed(asked)}")] = root(f"g:{question.group}")
    return tuple(replace(question, group=root(f"g:{question.group}")) for question in questions)


def _turns(history: Iterable[dict[str, str]]) -> tuple[Turn, ...]:
    return tuple(Turn(message["role"], message["content"]) for message in history)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).", "Name the folder of a data set.") from error


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def squashed(text: str) -> str:
    """Text in lower case with single spaces, so that equal text is found wherever lines break."""
    return re.sub(r"\s+", " ", text).strip().lower()
