"""Threads that wait for each other sleep: the setting must be there when PyTorch is loaded, and is read only then."""

from __future__ import annotations

import os
import subprocess
import sys

SEEN = """
import os, sys

class Torch:
    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"), flush=True)
            os._exit(0)

sys.meta_path.insert(0, Torch())
from ingest.embedder import Embedder
Embedder()
"""


def when_torch_is_loaded(**environment: str) -> str:
    base = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    command = [sys.executable, "-c", SEEN]
    done = subprocess.run(command, env={**base, **environment}, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.strip()


def test_waiting_threads_sleep_unless_somebody_wants_them_awake() -> None:
    assert when_torch_is_loaded() == "PASSIVE"
    assert when_torch_is_loaded(OMP_WAIT_POLICY="ACTIVE") == "ACTIVE"
