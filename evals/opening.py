"""Opens the assistant on an index, also on a generation that is not the live one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import InputError

if TYPE_CHECKING:
    from assistant import Assistant
    from ingest.catalog import DocumentInfo


@contextmanager
def opened(
    home: Path | None = None, generation: str | None = None, engine: str | None = None, today: date | None = None
) -> Iterator[Assistant]:
    """The assistant on the index in `home` (default: by settings), on its live generation or the one named.

    It answers as of `today` (default: the day on which the guidance was last reviewed), so that a run next year
    gives the same answers and warnings; guidance without review dates is answered from as of the real day.

    Raises:
        CredenceError: there is no such index or generation, or it cannot be opened.
    """
    from assistant import Assistant, AssistantSettings

    given = {"home": home, "engine": engine}
    settings = AssistantSettings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    with home_of(settings.home, generation) as folder:
        assistant = Assistant.open(settings.model_copy(update={"home": folder}))
        day = today or last_review(assistant.library.documents())
        if day:
            assistant.today = lambda: day
        try:
            yield assistant
        finally:
            assistant.close()


def last_review(documents: Iterable[DocumentInfo]) -> date | None:
    """The day on which a document was last reviewed, None where no document says."""
    return max((document.reviewed for document in documents if document.reviewed), default=None)


@contextmanager
def home_of(home: Path, generation: str | None) -> Iterator[Path]:
    """A home folder in which `generation` is the live one: `home` itself, or a temporary folder that borrows its parts.

    The real CURRENT is never touched, so that a build can be judged before it is switched to.
    """
    if generation is None:
        yield home
        return
    if not (home / "generations" / generation / "manifest.json").is_file():
        known = sorted(path.parent.name for path in (home / "generations").glob("*/manifest.json"))
        raise InputError(f"There is no generation {generation} in {home}.", f"It has {', '.join(known) or 'none'}.")
    with tempfile.TemporaryDirectory(prefix="credence-eval-") as name:
        borrowed = Path(name)
        (borrowed / "generations").mkdir()
        _borrow(home / "generations" / generation, borrowed / "generations" / generation)
        _borrow(home / "texts", borrowed / "texts")
        (borrowed / "CURRENT").write_text(generation + "\n", encoding="utf-8")
        yield borrowed


def _borrow(source: Path, target: Path) -> None:
    """Link a folder; copy it where links are not allowed (Windows without the privilege)."""
    try:
        os.symlink(source.resolve(), target, target_is_directory=True)
    except OSError:
        shutil.copytree(source, target)
