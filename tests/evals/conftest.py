"""A scripted assistant with the real interface, and small answers to judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from assistant.types import (
    Answer,
    AnswerWarning,
    Citation,
    Outcome,
    PassageReport,
    Reason,
    Statement,
    StatementKind,
    Turn,
    WarningKind,
)
from evals.cases import Case, CaseTurn, Expectation, Kind, Split
from ingest.documents import digest_of
from ingest.errors import IndexDamagedError

GUIDANCE = (
    "The J-1 lasts at most seven years. The H-1B has a normal limit of six years. "
    "Moonlighting is not allowed on a J-1 visa. Conrad 30 runs to 11 December 2026."
)
DIGEST = digest_of(GUIDANCE)


def cite(quote: str, number: int = 1, section: str = "length", as_of: date | None = date(2026, 9, 1)) -> Citation:
    start = GUIDANCE.index(quote)
    return Citation(
        number=number,
        document="visas",
        section=section,
        title="Visas",
        publisher="ECFMG",
        tier=None,
        url=None,
        official_url=None,
        as_of=as_of,
        page=None,
        quote=quote,
        start=start,
        end=start + len(quote),
        digest=DIGEST,
    )


def answer(
    *quotes: str,
    verdict: str = "",
    section: str = "length",
    warnings: Sequence[WarningKind] = (),
    found: Sequence[str] = ("length", "other"),
) -> Answer:
    """An answer that quotes the guidance, sentence by sentence."""
    statements = [Statement(verdict, StatementKind.VERDICT)] if verdict else []
    statements += [Statement(quote, StatementKind.QUOTED, (n,)) for n, quote in enumerate(quotes, 1)]
    text = " ".join([verdict, *(f"{quote} [{n}]" for n, quote in enumerate(quotes, 1))]).strip()
    return Answer(
        question="",
        standalone_question="",
        outcome=Outcome.ANSWERED,
        reason=None,
        engine="extractive",
        text=text,
        statements=tuple(statements),
        citations=tuple(cite(quote, n, section) for n, quote in enumerate(quotes, 1)),
        warnings=tuple(AnswerWarning(kind, "Changes often.") for kind in warnings),
        passages=tuple(PassageReport("visas", name, 0, 9, 1 / n, n) for n, name in enumerate(found, 1)),
        receipt={"parts": [{"confidence": 0.75}]},
        generation="g1",
    )


def declined(reason: Reason = Reason.NOT_COVERED) -> Answer:
    return Answer(
        question="",
        standalone_question="",
        outcome=Outcome.DECLINED,
        reason=reason,
        engine="extractive",
        text="The guidance does not cover this.",
        passages=(),
        generation="g1",
    )


@dataclass
class ScriptedLibrary:
    generation: str = "g1"

    def documents(self) -> list[object]:
        return []

    def stored(self, digest: str) -> str:
        if digest != DIGEST:
            raise IndexDamagedError("The stored text is missing.", "Ingest again.")
        return GUIDANCE


@dataclass
class ScriptedAssistant:
    """Gives the reply scripted for a question and records what it was asked; an exception is raised instead."""

    replies: dict[str, Answer | Exception]
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)
    library: ScriptedLibrary = field(default_factory=ScriptedLibrary)
    today: Callable[[], date] = lambda: date(2026, 11, 22)

    def ask(self, question, history=(), forget=(), explain=False):
        assert explain
        self.asked.append((question, tuple(history), tuple(forget)))
        reply = self.replies[question]
        if isinstance(reply, Exception):
            raise reply
        return reply


def case(id_: str, question: str | Sequence[str] = "How long?", kind: Kind = Kind.SINGLE, **expect: object) -> Case:
    questions = [question] if isinstance(question, str) else list(question)
    turns = [CaseTurn("user", text) for text in questions[:-1]]
    return Case(
        id=id_,
        kind=kind,
        topic="visas",
        split=Split.DEV,
        turns=(*turns, CaseTurn("user", questions[-1], Expectation(**expect))),
    )


@pytest.fixture
def write_cases(tmp_path: Path):
    """Write a case file and give its path."""

    def write(text: str, name: str = "cases.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
