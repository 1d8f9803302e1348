"""Ingests in child processes that are killed, run out of disk or lose power, and checks of what is left.

The scripts beside this file import everything once and fork for each attempt, so that hundreds of
attempts take minutes. Nothing here opens Chroma in the forking process itself.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from ingest.generation import Home
from ingest.index import IndexHandle
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.verify import verify_index
from tests.fakes import FakeEmbedder

State = dict[str, str]
"""Document ids and the digests of their texts."""

TEXT = """# Document {number}

The fee of document {number} is ${fee} today. Pay it within {days} days.

## Later

- keep the receipt
"""


def in_child(work: Callable[[], None], kill_after: float | None = None) -> int:
    """Run something in a child process; its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def settings(home: Path) -> IngestSettings:
    return IngestSettings(home=home)


def run(home: Path, folder: Path) -> None:
    ingest([folder], settings(home), embedder=FakeEmbedder)  # type: ignore[arg-type]


def write_document(folder: Path, number: int, rng: random.Random) -> None:
    text = TEXT.format(number=number, fee=rng.randint(100, 999), days=rng.randint(2, 90))
    (folder / f"doc-{number:03}.md").write_text(text, "utf-8")


def change(folder: Path, rng: random.Random) -> None:
    """A week's work of an office: some documents change, one comes, one goes."""
    for _ in range(3):
        write_document(folder, rng.randrange(40), rng)
    found = sorted(folder.glob("*.md"))
    if len(found) > 20:
        rng.choice(found).unlink()


def disk(folder: Path) -> State:
    """What an ingest of the folder would hold."""
    from ingest.documents import digest_of

    return {path.stem: digest_of(path.read_text("utf-8")) for path in folder.glob("*.md")}


def check(home: Path, allowed: list[State], result: Path) -> None:
    """Open the index as a question would, read all of it back, ask it; what is wrong goes to a file."""
    problems: list[str] = []
    place = Home(home)
    live = place.manifest(place.current())
    if live.documents not in allowed:
        problems.append("the live generation is neither the old nor the new one")
    problems += verify_index(settings(home)).problems
    handle = IndexHandle(settings(home))
    index = handle.acquire()
    if handle.warning or index.name != live.name:
        problems.append(f"a generation was lost: {handle.warning}")
    for document in sorted(live.documents)[:3]:
        row = index.catalog.chunks_of(document)[0]
        question = FakeEmbedder().encode_questions([index.text(document)[row.chunk.start : row.chunk.end]])
        (found,) = index.nearest("chunks", question, 3)
        if row.chunk.id not in found:
            problems.append(f"{row.chunk.id} is not found by its own words")
    handle.release(index)
    handle.close()
    result.write_text(json.dumps(problems), "utf-8")


def problems_of(home: Path, allowed: list[State]) -> list[str]:
    """`check` in a child process of its own."""
    result = home.parent / "problems.json"
    result.unlink(missing_ok=True)
    code = in_child(lambda: check(home, allowed, result))
    return json.loads(result.read_text("utf-8")) if code == 0 else [f"the check itself ended with {code}"]


def live_documents(home: Path) -> State:
    place = Home(home)
    return place.manifest(place.current()).documents
