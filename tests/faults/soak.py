"""All long fault runs: `python -m tests.faults.soak [--quick] [--folder FOLDER]`; about half an hour on two idle cores.

A kill, a full disk and a power cut at every write, 200 kills at random moments, 150 weeks of updates, a
PDF of 300 pages, and one change among 1,000 documents. Prints one line of JSON for each, with the seconds
it took; exits with 1 if any found a problem.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.kills import kill_often
from tests.faults.sizes import change_one, cite_pages
from tests.faults.weeks import live_through
from tests.faults.writes import fault_everywhere

Run = Callable[[Path], dict[str, object]]


def runs(quick: bool) -> dict[str, Run]:
    """The runs by name; quick ones take every fourth write, fewer kills, weeks and pages."""
    every, kills, weeks, pages, documents = (4, 50, 45, 75, 1000) if quick else (1, 200, 150, 300, 1000)
    return {
        "a kill at every write": lambda folder: fault_everywhere(folder, "kill", every),
        "a full disk from every write on": lambda folder: fault_everywhere(folder, "full", every),
        "a power cut at every write": lambda folder: fault_everywhere(folder, "power", every),
        f"{kills} kills at random moments": lambda folder: kill_often(folder, kills, seed=8),
        # From here on Chroma is open in this process: what forks goes before.
        f"{weeks} weeks of updates": lambda folder: live_through(folder, weeks),
        f"a PDF of {pages} pages": lambda folder: cite_pages(folder, pages),
        f"one change among {documents} documents": lambda folder: change_one(folder, documents),
    }


def main() -> None:
    """Run all and print what each found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="Where to work; default: a temporary folder.")
    parser.add_argument("--quick", action="store_true", help="A quarter of most of it, in about ten minutes.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as work:
        failed = False
        for name, run in runs(arguments.quick).items():
            began = time.monotonic()
            found = run(Path(work, name.replace(" ", "-")))
            failed = failed or bool(found["problems"])
            sys.stdout.write(json.dumps({"run": name, "took": round(time.monotonic() - began), **found}) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
