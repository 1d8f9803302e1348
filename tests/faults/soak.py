"""All long fault runs: `python -m tests.faults.soak [--folder FOLDER]`; about half an hour on two idle cores.

200 kills at random moments, a kill, a full disk and a power cut at every write, and 150 weeks of
updates. Prints one line of JSON for each; exits with 1 if any found a problem.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.kills import kill_often
from tests.faults.weeks import live_through
from tests.faults.writes import fault_everywhere

Run = Callable[[Path], dict[str, object]]

RUNS: dict[str, Run] = {
    "a kill at every write": lambda folder: fault_everywhere(folder, "kill", 1),
    "a full disk from every write on": lambda folder: fault_everywhere(folder, "full", 1),
    "a power cut at every write": lambda folder: fault_everywhere(folder, "power", 1),
    "200 kills at random moments": lambda folder: kill_often(folder, 200, seed=8),
    "150 weeks of updates": lambda folder: live_through(folder, 150),  # last: it opens Chroma, the others fork
}


def main() -> None:
    """Run all and print what each found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="Where to work; default: a temporary folder.")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory(dir=folder) as work:
        failed = False
        for name, run in RUNS.items():
            found = run(Path(work, name.replace(" ", "-")))
            failed = failed or bool(found["problems"])
            sys.stdout.write(json.dumps({"run": name, **found}) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
