"""A run on disk: runs/NAME holds everything needed to score, compare and reread it without the index.

config.json      engine, generation, cases, time: enough to repeat the run
answers.jsonl    one line a user turn, written case by case by `evals.generate`
documents/       the stored texts that citations point into, by digest
scores.jsonl     one line a judged turn, written by `evals.score`
summary.json, summary.md, report.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.types import Answer
from evals.cases import Case
from ingest.errors import InputError

RUNS = Path("runs")
_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class RunConfig:
    """How a run was made. `documents` maps document ids to digests; `today` is the day as of which it was answered."""

    name: str
    created: str
    engine: str
    generation: str
    cases: dict[str, str]
    documents: dict[str, str]
    today: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """The reply to user turn `turn` (from 0) of a case, or the fault in its place; `seconds` as the caller waited."""

    case: str
    turn: int
    case_digest: str
    seconds: float
    answer: Answer | None
    fault: str | None = None

    def to_json(self) -> str:
        """The record as one line."""
        data = {"case": self.case, "turn": self.turn, "case_digest": self.case_digest, "seconds": self.seconds}
        return json.dumps(
            {**data, "answer": self.answer.to_dict() if self.answer else None, "fault": self.fault}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, line: str) -> AnswerRecord:
        """Read one line back."""
        data = json.loads(line)
        answer = _ANSWER.validate_python(data.pop("answer")) if data["answer"] else data.pop("answer")
        return cls(answer=answer, **data)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of a run and its files."""

    root: Path

    @classmethod
    def create(cls, root: Path) -> RunFolder:
        """Make the folder; an existing one is taken up again."""
        (root / "documents").mkdir(parents=True, exist_ok=True)
        return cls(root)

    @classmethod
    def find(cls, name: str | Path, runs: Path = RUNS) -> RunFolder:
        """A finished run by path or by its name under `runs`.

        Raises:
            InputError: there is none.
        """
        for root in (Path(name), runs / name):
            if (root / "answers.jsonl").is_file():
                return cls(root)
        raise InputError(f"There is no run {name}.", f"List {runs}/ for the runs that exist.")

    def write_config(self, config: RunConfig) -> None:
        """Record how the run is made."""
        self._write("config.json", asdict(config))

    def config(self) -> RunConfig | None:
        """How the run was made; None before it began."""
        path = self.root / "config.json"
        return RunConfig(**json.loads(path.read_text("utf-8"))) if path.is_file() else None

    def append(self, records: Iterable[AnswerRecord]) -> None:
        """Add the answers of one case in one write, so that a case is there whole or not at all."""
        path = self.root / "answers.jsonl"
        _drop_torn_line(path)
        with path.open("a", encoding="utf-8") as file:
            file.write("".join(record.to_json() + "\n" for record in records))

    def answers(self) -> list[AnswerRecord]:
        """The answers so far; a last line cut off by an interruption is left out."""
        path = self.root / "answers.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
        records = []
        for number, line in enumerate(lines, 1):
            try:
                records.append(AnswerRecord.from_json(line))
            except (ValueError, ValidationError) as error:
                if number < len(lines):
                    raise InputError(f"{path}:{number} cannot be read.", "Delete the run and start it anew.") from error
        return records

    def store_text(self, digest: str, text: str) -> None:
        """Keep a stored text that a citation points into."""
        path = self._text_path(digest)
        if not path.exists():
            path.write_bytes(text.encode("utf-8", "surrogatepass"))

    def text(self, digest: str) -> str | None:
        """A stored text, or None."""
        path = self._text_path(digest)
        return path.read_bytes().decode("utf-8", "surrogatepass") if path.is_file() else None

    def _text_path(self, digest: str) -> Path:
        return self.root / "documents" / (digest.replace(":", "-") + ".txt")

    def write_lines(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Write a JSONL file."""
        lines = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        (self.root / name).write_text(lines, encoding="utf-8")

    def _write(self, name: str, data: dict[str, Any]) -> None:
        (self.root / name).write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")


def _drop_torn_line(path: Path) -> None:
    """Cut off a last line that an interruption left unfinished."""
    if not path.is_file():
        return
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        path.write_bytes(data[:whole])


def case_digest(case: Case) -> str:
    """A digest of what a case asks, expectations left out: changed expectations only need new scores."""
    asked = [(turn.role, turn.text, turn.forget) for turn in case.turns]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()[:16]


def new_name() -> str:
    """A name for a run that sorts after all earlier ones."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
