"""Fuzzing led by coverage: `python -m tests.faults.fuzz TARGET --seconds 60` (needs `pip install atheris`).

Feeds made-up bytes to what reads foreign text, keeping those that reach new lines. Refusals with a
DocumentError or InputError are what should happen; any other exception ends the run with its input.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest", "ui.batch"]):
    from ingest.documents import build_document
    from ingest.errors import CredenceError
    from ingest.readers import reader_for
    from ingest.readers.base import Extracted
    from ingest.splitter import split
    from ui.batch import read_batch


def documents(data: bytes, markdown: bool) -> None:
    """Cut a text and split it; spans must stand in the text, in order, each unit in one chunk."""
    text = data.decode("utf-8", "replace").replace("\r", "\n")
    document = build_document(Extracted(text, markdown=markdown), "fuzz", "fuzz")
    chunks = split(document, lambda texts: [len(item.split()) for item in texts], 40)
    units = [unit for chunk in chunks for unit in chunk.units]
    assert all(0 <= unit.start < unit.end <= len(text) for unit in units)
    assert units == [unit for section in document.sections for unit in section.units]


def files(data: bytes) -> None:
    """Read bytes as text and Markdown files, their encoding unknown."""
    for name in ("a.txt", "a.md"):
        reader = reader_for(Path(name))
        assert reader is not None
        reader.read(data, name, None)


def batches(data: bytes) -> None:
    """Read bytes as a batch of questions."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        assert read_batch(Path(file.name))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "markdown": lambda data: documents(data, True),
    "text": lambda data: documents(data, False),
    "files": files,
    "batches": batches,
}


def main() -> None:
    """Fuzz one target for some seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()

    def once(data: bytes) -> None:
        with suppress(CredenceError):  # a refusal is what bad input deserves
            TARGETS[arguments.target](data)

    atheris.Setup(
        [sys.argv[0], f"-max_total_time={arguments.seconds}", "-max_len=400", "-verbosity=0", "-print_final_stats=1"],
        once,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
