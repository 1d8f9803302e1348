"""A fault at every write of an ingest: `python -m tests.faults.writes FOLDER --fault kill|full|power --every 1`.

`kill` ends the process at the n-th write; `full` lets it fail as a full disk does, from there on;
`power` kills it and then empties every file that had been written but not flushed to the disk.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.errors import CredenceError
from tests.faults import harness

WRITING = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.copyfile", "shutil.copytree", "sqlite3.connect"}


def fault_at(number: int, home: Path, action: Callable[[], None]) -> None:
    """Do `action` at every write under a folder from the n-th on (in this process, for good)."""
    seen = 0
    inside = str(home)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal seen
        opens = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+")
        if (opens or event in WRITING) and any(str(a).startswith(inside) for a in arguments[:2]):
            seen += 1
            if seen > number:
                action()

    sys.addaudithook(hook)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def disk_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def attempt(home: Path, folder: Path, number: int, fault: str, log: Path) -> None:
    """An ingest with a fault; a full disk must end as one clear error."""
    if fault == "power":
        note_flushed(log)
    fault_at(number, home, disk_full if fault == "full" else die)
    try:
        harness.run(home, folder)
    except CredenceError as error:
        if fault != "full" or "cannot be written" not in error.message:
            raise


def note_flushed(log: Path) -> None:
    """Write down which files are flushed to the disk."""
    flush = os.fsync
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def noting(descriptor: int) -> None:
        flush(descriptor)
        os.write(target, f"{os.fstat(descriptor).st_ino}\n".encode())

    os.fsync = noting


def inodes(home: Path) -> dict[int, tuple[int, Path]]:
    found = ((path.stat(), path) for path in home.rglob("*") if path.is_file())
    return {stat.st_ino: (stat.st_mtime_ns, path) for stat, path in found}


def lose_power(home: Path, before: dict[int, tuple[int, Path]], log: Path) -> int:
    """Empty every file that changed and was not flushed; how many."""
    flushed = {int(line) for line in log.read_text().split()} if log.exists() else set()
    lost = 0
    for inode, (changed, path) in inodes(home).items():
        if inode not in flushed and before.get(inode, (0, path))[0] != changed:
            os.truncate(path, 0)
            lost += 1
    return lost


def fault_everywhere(work: Path, fault: str, every: int) -> dict[str, object]:
    """Try each n-th write until an ingest comes through; counts, and every problem found."""
    rng = random.Random(8)
    home, folder, log = work / "home", work / "office", work / "flushed"
    folder.mkdir(parents=True)
    for number in range(8):
        harness.write_document(folder, number, rng)
    assert harness.in_child(lambda: harness.run(home, folder)) == 0
    problems: list[str] = []
    attempts = lost = number = 0
    while True:
        before, files = harness.live_documents(home), inodes(home)
        harness.write_document(folder, rng.randrange(8), rng)
        code = harness.in_child(lambda n=number: attempt(home, folder, n, fault, log))
        attempts += 1
        lost += lose_power(home, files, log) if fault == "power" and code == -9 else 0
        found = harness.problems_of(home, [before, harness.disk(folder)])
        problems += [f"write {number}: {problem}" for problem in found]
        if code not in (0, -9):
            problems.append(f"write {number}: the ingest ended with {code}")
        if code == 0 and harness.live_documents(home) == harness.disk(folder):
            return {"fault": fault, "attempts": attempts, "emptied": lost, "problems": problems}
        number += every


def main() -> None:
    """Run and print the counts; exit with 1 if there was a problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fault", choices=["kill", "full", "power"], default="kill")
    parser.add_argument("--every", type=int, default=1)
    arguments = parser.parse_args()
    found = fault_everywhere(arguments.folder, arguments.fault, arguments.every)
    sys.stdout.write(json.dumps(found) + "\n")
    sys.exit(1 if found["problems"] else 0)


if __name__ == "__main__":
    main()
