"""What the assistant returns, and what its steps hand to each other.

`Answer` is the one public result: the command line, the page, the HTTP service and the Python API
all give it. `to_json` writes it as docs/answer.schema.json describes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from ingest.types import Tier

SCHEMA_VERSION = 1


class Outcome(StrEnum):
    """How a turn ended."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    DECLINED = "declined"
    EMERGENCY = "emergency"


class Reason(StrEnum):
    """Why a turn was not (wholly) answered."""

    NOT_COVERED = "not_covered"
    CLINICAL = "clinical"
    PERSONAL_LEGAL = "personal_legal"
    CONTRACT = "contract"
    PREDICTION = "prediction"
    ACCOUNT = "account"
    MISCONDUCT = "misconduct"
    OFF_TOPIC = "off_topic"
    HOSTILE = "hostile"
    LANGUAGE = "language"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    EMERGENCY = "emergency"
    SMALL_TALK = "small_talk"


class StatementKind(StrEnum):
    """Where the words of a statement come from."""

    QUOTED = "quoted"
    COMPUTED = "computed"
    VERDICT = "verdict"
    MODEL = "model"


class WarningKind(StrEnum):
    """What the reader should know about a statement before acting on it."""

    VOLATILE = "volatile"
    STALE = "stale"
    CONFLICT = "conflict"
    SECONDARY = "secondary"
    FALLBACK = "fallback"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; a verdict ("Yes.") carries no citation."""

    text: str
    kind: StatementKind
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement's evidence: `text(digest)[start:end] == quote`, always."""

    number: int
    document: str
    section: str
    title: str
    publisher: str | None
    tier: Tier | None
    url: str | None
    official_url: str | None
    as_of: date | None
    page: int | None
    quote: str
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """A warning shown beside the statements whose indices it names."""

    kind: WarningKind
    text: str
    statements: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageReport:
    """A retrieved passage as `--explain` lists it, best first."""

    document: str
    section: str
    start: int
    end: int
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question."""

    question: str
    standalone_question: str
    outcome: Outcome
    reason: Reason | None
    engine: str
    text: str
    situation: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[AnswerWarning, ...] = ()
    follow_ups: tuple[str, ...] = ()
    receipt: Mapping[str, Any] = field(default_factory=dict)
    generation: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[PassageReport, ...] | None = None
    id: str | None = None
    schema_version: int = SCHEMA_VERSION

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values; `id` and `passages` only when they were asked for."""
        data: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return {key: value for key, value in data.items() if value is not None or key not in ("id", "passages")}


_ADAPTER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that has begun, for "searching the guidance" in the page."""

    step: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The verified part of an answer so far, as Markdown; each one extends the one before."""

    text: str
