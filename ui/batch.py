"""`credence ask --batch`: one JSON answer a line, in order, models loaded once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.types import Turn
from ingest.errors import InputError

if TYPE_CHECKING:
    from assistant import Assistant


class BatchTurn(BaseModel):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: str


class BatchLine(BaseModel):
    """One line of a batch file."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    question: str
    history: list[BatchTurn] = []


def read_batch(path: Path) -> list[BatchLine]:
    """Read and check a whole batch before anything is answered.

    Raises:
        InputError: the file is missing, no UTF-8, or a line is not as documented; names the line.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path} cannot be read ({error}).", "Give a UTF-8 file with one JSON object a line."
        ) from error
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(BatchLine.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            message = f"{path}, line {number}: {place + ': ' if place else ''}{first['msg']}."
            raise InputError(message, 'A line is {"id": …, "question": …, "history": […]}.') from error
    if not found:
        raise InputError(f"{path} holds no questions.", "Give one JSON object a line.")
    return found


def answer_batch(path: Path, opener: Callable[[], Assistant], *, explain: bool) -> None:
    """Answer every line on standard output."""
    lines = read_batch(path)
    assistant = opener()
    for line in lines:
        history = [Turn(turn.role, turn.content) for turn in line.history]
        answer = assistant.ask(line.question, history, explain=explain)
        data = replace(answer, id=str(line.id)).to_dict()
        sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
        sys.stdout.flush()
