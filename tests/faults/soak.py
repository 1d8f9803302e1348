"""All long fault runs: `python -m tests.faults.soak [--quick] [--folder FOLDER]`; about half an hour on two idle cores.

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


def runs(quick: bool) -> dict[str, Run]:
    """The runs by name; quick ones take every fourth write, fewer kills and fewer weeks."""
    every, kills, weeks = (4, 50, 45) if quick else (1, 200, 150)
    return {
        "a kill at every write": lambda folder: fault_everywhere(folder, "kill", every),
        "a full disk from every write on": lambda folder: fault_everywhere(folder, "full", every),
        "a power cut at every write": lambda folder: fault_everywhere(folder, "power", every),
        f"{kills} kills at random moments": lambda folder: kill_often(folder, kills, seed=8),
        f"{weeks} weeks of updates": lambda folder: live_through(folder, weeks),  # last: it opens Chroma, others fork
    }


def main() -> None:
    """Run all and print what each found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="Where to work; default: a temporary folder.")
    parser.add_argument("--quick", action="store_true", help="A quarter of it, in about eight minutes.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as work:
        failed = False
        for name, run in runs(arguments.quick).items():
            found = run(Path(work, name.replace(" ", "-")))
            failed = failed or bool(found["problems"])
            sys.stdout.write(json.dumps({"run": name, **found}) + "\n")
            sys.stdout.flush()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
