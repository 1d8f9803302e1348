"""Asks every case and writes the answers, nothing else; `evals.score` judges them later."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Protocol

from assistant.types import Answer, Turn
from evals.cases import Case, CaseTurn
from evals.runs import AnswerRecord, RunConfig, RunFolder, case_digest
from ingest.catalog import DocumentInfo
from ingest.errors import CredenceError, InputError

Notify = Callable[[int, int], None]
"""Told how many cases are done and how many there are."""


class Guidance(Protocol):
    """What a run reads of the index; `ingest.library.Library` has it."""

    @property
    def generation(self) -> str:
        """Name of the live generation."""

    def documents(self) -> list[DocumentInfo]:
        """All documents."""

    def stored(self, digest: str) -> str:
        """A stored text by digest."""


class Answerer(Protocol):
    """Who is asked: `assistant.Assistant`, or a peer in a comparison."""

    @property
    def library(self) -> Guidance:
        """The guidance it answers from."""

    @property
    def today(self) -> Callable[[], date]:
        """The day as of which it answers."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = (), explain: bool = False
    ) -> Answer:
        """The reply to one question."""


def generate(
    cases: Sequence[Case], answerer: Answerer, run: RunFolder, engine: str = "extractive", notify: Notify | None = None
) -> None:
    """Ask all cases that `run` has no answers to yet; interrupted, the same call goes on where it stopped.

    Raises:
        InputError: the run was begun with another generation, engine or day.
    """
    config = _config(cases, answerer, run, engine)
    _check_same(run.config(), config)
    run.write_config(config)
    done = {(record.case, record.case_digest) for record in run.answers()}
    for number, case in enumerate(cases, 1):
        if (case.id, case_digest(case)) not in done:
            records = answer_case(case, answerer)
            run.append(records)
            _keep_texts(records, answerer.library, run)
        if notify:
            notify(number, len(cases))


def answer_case(case: Case, answerer: Answerer) -> list[AnswerRecord]:
    """Ask the user turns of a case in order, each with the conversation so far."""
    records: list[AnswerRecord] = []
    history: list[Turn] = []
    digest = case_digest(case)
    for index, turn in enumerate(case.turns):
        history_before = tuple(history)
        history.append(Turn(turn.role, turn.text))
        if turn.role != "user":
            continue
        record = _ask(AnswerRecord(case.id, len(records), digest, 0.0, None), turn, history_before, answerer)
        records.append(record)
        scripted = index + 1 < len(case.turns) and case.turns[index + 1].role == "assistant"
        if record.answer and not scripted:
            history.append(Turn("assistant", record.answer.text))
    return records


def _ask(blank: AnswerRecord, turn: CaseTurn, history: Sequence[Turn], answerer: Answerer) -> AnswerRecord:
    began = time.perf_counter()
    try:
        answer = answerer.ask(turn.text, history=history, forget=turn.forget, explain=True)
    except Exception as error:  # a case that breaks the assistant fails; the others still tell their story
        return replace(blank, seconds=time.perf_counter() - began, fault=f"{type(error).__name__}: {error}")
    return replace(blank, seconds=time.perf_counter() - began, answer=answer)


def _config(cases: Sequence[Case], answerer: Answerer, run: RunFolder, engine: str) -> RunConfig:
    return RunConfig(
        name=run.root.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=engine,
        generation=answerer.library.generation,
        cases={case.id: case_digest(case) for case in cases},
        documents={document.id: document.digest for document in answerer.library.documents()},
        today=answerer.today().isoformat(),
    )


def _check_same(before: RunConfig | None, now: RunConfig) -> None:
    if before and (before.generation, before.engine, before.today) != (now.generation, now.engine, now.today):
        raise InputError(
            f"The run {before.name} was begun with {before.engine} on generation {before.generation} as of "
            f"{before.today}.",
            "Give this run another name, or delete the old one.",
        )


def _keep_texts(records: Sequence[AnswerRecord], library: Guidance, run: RunFolder) -> None:
    """Store the texts that the citations name; a digest that the library does not know shows when scoring."""
    digests = {citation.digest for record in records if record.answer for citation in record.answer.citations}
    for digest in digests:
        with suppress(CredenceError, KeyError):
            run.store_text(digest, library.stored(digest))
