"""Kill ingests at random moments: `python -m tests.faults.kills FOLDER --kills 200`.

After each kill the index must open without a warning, hold exactly the old or the new documents,
agree with its manifest, and find its chunks; now and then an ingest is let through to its end.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

from tests.faults import harness


def kill_often(work: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill `kills` ingests; counts, and every problem found."""
    rng = random.Random(seed)
    home, folder = work / "home", work / "office"
    folder.mkdir(parents=True)
    for number in range(30):
        harness.write_document(folder, number, rng)
    began = time.monotonic()
    assert harness.in_child(lambda: harness.run(home, folder)) == 0
    duration = time.monotonic() - began
    problems: list[str] = []
    killed = finished = switched = 0
    while killed < kills:
        before = harness.live_documents(home)
        harness.change(folder, rng)
        code = harness.in_child(lambda: harness.run(home, folder), kill_after=rng.uniform(0, 1.2 * duration))
        killed += code == -9
        finished += code == 0
        duration *= 1.05 if code == -9 else 0.8  # the moments keep covering an ingest, however busy the machine is
        after = harness.live_documents(home)
        switched += after != before
        problems += [
            f"after attempt {killed + finished}: {p}" for p in harness.problems_of(home, [before, harness.disk(folder)])
        ]
        if killed % 10 == 9:
            assert harness.in_child(lambda: harness.run(home, folder)) == 0, "an ingest after a kill fails"
            problems += harness.problems_of(home, [harness.disk(folder)])
    harness.change(folder, rng)
    assert harness.in_child(lambda: harness.run(home, folder)) == 0, "an ingest after all kills fails"
    left = [path.name for path in (home / "generations").iterdir()]
    return {"killed": killed, "finished": finished, "switched": switched, "folders": len(left), "problems": problems}


def main() -> None:
    """Run and print the counts; exit with 1 if there was a problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=8)
    arguments = parser.parse_args()
    found = kill_often(arguments.folder, arguments.kills, arguments.seed)
    sys.stdout.write(json.dumps(found) + "\n")
    sys.exit(1 if found["problems"] else 0)


if __name__ == "__main__":
    main()
