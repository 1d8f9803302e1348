"""What readers thought of answers, kept in SQLite beside the index, or in PostgreSQL (feedback_postgres.py).

Without the reader's consent nothing that they wrote is kept, except the comment they typed for
us: of the receipt only facts about our own work stay.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.types import Answer

if TYPE_CHECKING:
    from ui.settings import UiSettings

REASONS = ("wrong", "outdated", "misses", "evidence", "unclear", "declined", "other")
_CITED = ("number", "document", "section", "start", "end", "digest")
_SCHEMA = """
create table if not exists feedback (
    id integer primary key,
    at text not null,
    helpful integer not null,
    reason text,
    comment text,
    receipt text not null,
    question text,
    history text
)
"""


class _Past(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = Field(pattern="^(user|assistant)$")
    content: str = Field(max_length=20_000)


class NewFeedback(BaseModel):
    """Feedback as the page sends it; `question` and `history` count only with `consent`."""

    model_config = ConfigDict(extra="forbid")

    helpful: bool
    reason: str | None = Field(default=None, pattern=f"^({'|'.join(REASONS)})$")
    comment: str = Field(default="", max_length=2000)
    consent: bool = False
    answer: Answer
    question: str = Field(default="", max_length=20_000)
    history: list[_Past] = Field(default_factory=list, max_length=200)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One kept piece of feedback; `question` and `history` are None without consent."""

    id: int
    at: str
    helpful: bool
    reason: str | None
    comment: str | None
    receipt: dict[str, Any]
    question: str | None
    history: list[dict[str, str]] | None


class Keeper(Protocol):
    """Keeps feedback, for all processes of the page."""

    def add(self, new: NewFeedback) -> int:
        """Keep a piece of feedback; returns its number."""
        ...

    def all(self) -> list[Feedback]:
        """Everything that was kept, oldest first."""
        ...


def keeper_of(settings: UiSettings) -> Keeper:
    """Where the settings want feedback to be kept.

    Raises:
        SettingsError: PostgreSQL is wanted and psycopg is not installed.
    """
    if settings.feedback_url is None:
        return FeedbackStore(settings.feedback_path)
    from ui.feedback_postgres import PostgresFeedback

    return PostgresFeedback(settings.feedback_url.get_secret_value())


class FeedbackStore:
    """The feedback file; opened for each call, so that many processes can share it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, new: NewFeedback) -> int:
        """Keep a piece of feedback; returns its number."""
        insert = (
            "insert into feedback (at, helpful, reason, comment, receipt, question, history) values (?,?,?,?,?,?,?)"
        )
        with self._open() as database:
            return int(database.execute(insert, row_of(new)).lastrowid or 0)

    def all(self) -> list[Feedback]:
        """Everything that was kept, oldest first."""
        if not self._path.exists():
            return []
        with self._open() as database:
            rows = database.execute("select * from feedback order by id").fetchall()
        return [feedback_of(dict(row)) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=10)) as database, database:
            database.row_factory = sqlite3.Row
            database.execute("pragma journal_mode = wal")
            database.execute(_SCHEMA)
            yield database


def row_of(new: NewFeedback) -> tuple[str, bool, str | None, str | None, str, str | None, str | None]:
    """What is kept of a piece of feedback: at, helpful, reason, comment, receipt, question, history."""
    history = [past.model_dump() for past in new.history]
    return (
        datetime.now(UTC).isoformat(timespec="seconds"),
        new.helpful,
        new.reason,
        new.comment.strip() or None,
        json.dumps(receipt_of(new.answer), ensure_ascii=False, sort_keys=True),
        new.question if new.consent else None,
        json.dumps(history, ensure_ascii=False) if new.consent else None,
    )


def receipt_of(answer: Answer) -> dict[str, Any]:
    """What an answer's receipt says about our own work: how it ended and what it cited.

    The reader's question, its standalone form, the situation and the answer's text (which can
    repeat them) are left out; so is the assistant's own receipt, which quotes the question.
    """
    data = answer.to_dict()
    facts = {key: data[key] for key in ("schema_version", "outcome", "reason", "engine", "generation")}
    citations = [{key: citation[key] for key in _CITED} for citation in data["citations"]]
    return {**facts, "citations": citations, "warnings": [warning["kind"] for warning in data["warnings"]]}


def as_case(feedback: Feedback) -> dict[str, Any]:
    """A piece of feedback as a line for the evaluation: the question, what came out, what the reader said.

    Raises:
        ValueError: the reader did not agree to keep the question.
    """
    if feedback.question is None:
        raise ValueError("The reader did not agree to keep the question.")
    return {
        "id": f"feedback-{feedback.id}",
        "question": feedback.question,
        "history": feedback.history or [],
        "feedback": {key: value for key, value in asdict(feedback).items() if key not in ("question", "history")},
    }


def feedback_of(row: Mapping[str, Any]) -> Feedback:
    """A kept row, by the names of its columns."""
    return Feedback(
        id=row["id"],
        at=row["at"],
        helpful=bool(row["helpful"]),
        reason=row["reason"],
        comment=row["comment"],
        receipt=json.loads(row["receipt"]),
        question=row["question"],
        history=json.loads(row["history"]) if row["history"] else None,
    )
