"""A vector store written by a process of its own, which has never seen a removed document.

Chroma saves its graph with whatever stood in the memory that it was given: words of a document that
this process has read could end up in the file. `python -m ingest.apart` reads nothing but a new
generation's catalog and vectors.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ingest.catalog import Catalog
from ingest.errors import IndexDamagedError
from ingest.settings import IngestSettings
from ingest.vectors import write_store


def write_store_apart(folder: Path, settings: IngestSettings) -> None:
    """Write a generation's vector store from its catalog and vectors.

    Raises:
        IndexDamagedError: the other process failed.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "ingest.apart", str(folder.resolve())]
    done = subprocess.run(
        command, input=settings.model_dump_json(), capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["it ended early"])[-1][:300]
        raise IndexDamagedError(f"The vector store cannot be written ({reason}).", "Free some space and try again.")


def main() -> None:
    """Write the store of the folder named; settings come as JSON on standard input."""
    folder = Path(sys.argv[1])
    settings = IngestSettings.model_validate_json(sys.stdin.read())
    catalog = Catalog(folder / "catalog.sqlite")
    rows = list(catalog.chunks())
    catalog.close()
    write_store(folder, rows, None, settings, lambda step, done, total: None)


if __name__ == "__main__":
    main()
