"""Weekly updates in minutes: `python -m tests.faults.weeks FOLDER --weeks 150`.

One process keeps the index open as a page does, while another week's changes are ingested again and
again; memory, descriptors, threads and disk must stay flat after the first third.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.index import IndexHandle
from tests.fakes import FakeEmbedder
from tests.faults import harness


@dataclass(frozen=True, slots=True)
class Use:
    """What the process and its index hold."""

    megabytes: float
    descriptors: int
    threads: int
    disk_megabytes: float


def measure(home: Path) -> Use:
    gc.collect()  # so that only what is held counts
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    descriptors = len(os.listdir("/proc/self/fd"))
    return Use(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, descriptors, threading.active_count(), disk / 1e6)


def ask(handle: IndexHandle, rng: random.Random) -> str | None:
    """Ask for a chunk by its own words; a problem if it is not found."""
    index = handle.acquire()
    try:
        row = index.catalog.by_rows([rng.randrange(index.manifest.chunks)])[0]
        words = index.text(row.chunk.document)[row.chunk.start : row.chunk.end]
        (found,) = index.nearest("chunks", FakeEmbedder().encode_questions([words]), 5)
        return None if row.chunk.id in found else f"{row.chunk.id} is not found by its own words"
    finally:
        handle.release(index)


def live_through(work: Path, weeks: int) -> dict[str, object]:
    """Simulate weeks; the use at each third and every problem found."""
    rng = random.Random(8)
    home, folder = work / "home", work / "office"
    folder.mkdir(parents=True)
    for number in range(30):
        harness.write_document(folder, number, rng)
    harness.run(home, folder)
    handle = IndexHandle(harness.settings(home))
    problems: list[str] = []
    uses: list[Use] = []
    for _ in range(weeks):
        harness.change(folder, rng)
        harness.run(home, folder)
        problems += [problem for problem in (ask(handle, rng) for _ in range(5)) if problem]
        problems += [handle.warning] if handle.warning else []
        uses.append(measure(home))
    handle.close()
    early, late = uses[weeks // 3], uses[-1]
    problems += grown(early, late)
    return {"weeks": weeks, "early": asdict(early), "late": asdict(late), "problems": problems}


def grown(early: Use, late: Use) -> list[str]:
    """What did not stay flat; the margins are what the allocator and SQLite vary by."""
    limits = {
        "megabytes": early.megabytes * 1.15 + 20,
        "descriptors": early.descriptors + 4,
        "threads": early.threads + 2,
        "disk_megabytes": early.disk_megabytes * 1.25 + 1,
    }
    found = asdict(late)
    return [
        f"{name} grew to {found[name]:.1f}, more than {limit:.1f}"
        for name, limit in limits.items()
        if found[name] > limit
    ]


def main() -> None:
    """Run and print; exit with 1 if something grew or was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weeks", type=int, default=150)
    arguments = parser.parse_args()
    found = live_through(arguments.folder, arguments.weeks)
    sys.stdout.write(json.dumps(found) + "\n")
    sys.exit(1 if found["problems"] else 0)


if __name__ == "__main__":
    main()
