"""Feedback of many pages in one PostgreSQL database, named by `CREDENCE_FEEDBACK_URL`."""

from __future__ import annotations

from contextlib import closing
from importlib import import_module
from typing import Any

from ingest.errors import SettingsError, StoreUnavailableError
from ui.feedback import Feedback, NewFeedback, feedback_of, row_of

WAIT_SECONDS = 5
"""A database that does not answer for so long counts as gone."""

_COLUMNS = "at, helpful, reason, comment, receipt, question, history"
_SCHEMA = """
create table if not exists credence_feedback (
    id bigint generated always as identity primary key,
    at text not null,
    helpful boolean not null,
    reason text,
    comment text,
    receipt text not null,
    question text,
    history text
)
"""


class PostgresFeedback:
    """A table of its own in a database; connected for each call, as feedback is rare."""

    def __init__(self, url: str) -> None:
        """Name the database (`postgresql://user@host/name`); nothing is connected yet.

        Raises:
            SettingsError: psycopg is not installed.
        """
        try:
            self._psycopg: Any = import_module("psycopg")
        except ImportError as error:
            remedy = "Install credence-img[postgres], or unset CREDENCE_FEEDBACK_URL."
            raise SettingsError("PostgreSQL is wanted for feedback but psycopg is not installed.", remedy) from error
        self._url = url

    def add(self, new: NewFeedback) -> int:
        """Keep a piece of feedback; returns its number.

        Raises:
            StoreUnavailableError: the database does not take it.
        """
        holes = ", ".join(["%s"] * len(_COLUMNS.split()))
        [row] = self._asked(f"insert into credence_feedback ({_COLUMNS}) values ({holes}) returning id", row_of(new))
        return int(row["id"])

    def all(self) -> list[Feedback]:
        """Everything that was kept, oldest first.

        Raises:
            StoreUnavailableError: the database does not give it.
        """
        return [feedback_of(row) for row in self._asked(f"select id, {_COLUMNS} from credence_feedback order by id")]

    def _asked(self, statement: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        try:
            opened = self._psycopg.connect(self._url, connect_timeout=WAIT_SECONDS)
            with closing(opened) as connection, connection:
                # Two pages that start together may both make the table; one of them would fail without the lock.
                connection.execute("select pg_advisory_xact_lock(hashtext('credence_feedback'))")
                connection.execute(_SCHEMA)
                found = connection.execute(statement, values)
                names = [column.name for column in found.description]
                return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except self._psycopg.Error as error:  # its words may hold the address with the password
            remedy = "Check CREDENCE_FEEDBACK_URL and that the database runs."
            kind = type(error).__name__
            raise StoreUnavailableError(f"The feedback database does not answer ({kind}).", remedy) from None
