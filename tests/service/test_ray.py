"""An index built on two Ray workers, one of which dies, is the one that is built here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ray")

ROOT = Path(__file__).parents[2]
NOTE = """---
id: note-{n}
title: Note {n}
topic: hours
reviewed: 2026-08-01
review_by: 2027-02-01
sources:
  office: {{title: Hours, publisher: Office, url: https://example.org/{n}, as_of: 2026-06-18, tier: primary}}
---
# Note {n}

## Hours
<!-- guidance
id: hours-{n}
sources: [office]
questions:
  - When does office {n} open?
-->
Office {n} opens at {n} o'clock.
"""


def test_the_cluster_builds_the_same_index(tmp_path: Path) -> None:
    folder = tmp_path / "guidance"
    folder.mkdir()
    for number in range(200):
        (folder / f"n{number:03}.md").write_text(NOTE.format(n=number), "utf-8")
    command = [sys.executable, "-m", "tests.service.ray_build", str(folder), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert (found["chunks"], found["questions"]) == (200, 400)  # a recorded question and a heading each
    assert found["same_chunks"]
    assert found["same_vectors"]
    assert found["a_worker_died"]
    assert found["progress"] >= 200
