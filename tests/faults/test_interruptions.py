"""Samples of the long fault runs; `make soak` runs them in full."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import IndexBusyError, InputError
from ingest.lock import ingest_lock
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def script(name: str, *arguments: object) -> dict[str, object]:
    command = [sys.executable, "-m", f"tests.faults.{name}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.stdout.strip(), done.stderr[-2000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def test_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    found = script("kills", tmp_path / "kills", "--kills", 6)
    assert (found["killed"], found["problems"]) == (6, [])
    assert found["folders"] == 2


@pytest.mark.parametrize("fault", ["kill", "full", "power"])
def test_a_fault_at_any_write_loses_nothing(tmp_path: Path, fault: str) -> None:
    found = script("writes", tmp_path / fault, "--fault", fault, "--every", 9)
    assert found["problems"] == []
    assert int(str(found["attempts"])) > 5


def test_a_lock_of_a_killed_process_is_no_lock(tmp_path: Path) -> None:
    held = (
        "import os, signal, sys; from pathlib import Path; from ingest.lock import ingest_lock\n"
        "with ingest_lock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", held, str(tmp_path)], cwd=ROOT, check=False)
    assert (tmp_path / "ingest.owner").exists()
    with ingest_lock(tmp_path):
        pass
    assert not (tmp_path / "ingest.owner").exists()


def test_a_held_lock_names_its_owner(tmp_path: Path) -> None:
    with ingest_lock(tmp_path), pytest.raises(IndexBusyError, match=f"process {os.getpid()}"), ingest_lock(tmp_path):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_home_is_one_clear_error(tmp_path: Path) -> None:
    home, office = tmp_path / "home", tmp_path / "office"
    office.mkdir()
    (office / "a.md").write_text("Text.", "utf-8")
    home.mkdir()
    home.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(InputError, match="cannot be written"):
        ingest([office], IngestSettings(home=home), embedder=FakeEmbedder)  # type: ignore[arg-type]


def test_a_home_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder", "utf-8")
    (tmp_path / "a.md").write_text("Text.", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        ingest([tmp_path / "a.md"], IngestSettings(home=tmp_path / "home"), embedder=FakeEmbedder)  # type: ignore[arg-type]
