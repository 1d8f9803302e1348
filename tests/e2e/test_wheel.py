"""The wheel holds everything, and answers from a folder outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TWO_COMMANDS = """
import sys
from ui.cli import main
for arguments in (["ingest", sys.argv[1]], ["ask", "What does an O-1 visa ask of a physician?", "--json"]):
    sys.argv[1:] = arguments
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, as pip puts it; the libraries come from the running environment."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CREDENCE_")}
    environment |= {"PYTHONPATH": str(installed), "HF_HUB_OFFLINE": "1", "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_every_data_file_is_inside(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    corpus = {f"ingest/_corpus/{path.relative_to(ROOT / 'corpus')}" for path in (ROOT / "corpus").rglob("*.md")}
    assert corpus <= held
    assert len(corpus) > 50
    tracked = subprocess.run(
        ["git", "ls-files", "ingest", "assistant", "ui", "evals"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name for name in tracked if (ROOT / name).exists()} <= held
    assert not any(name.startswith(("tests/", "corpus/", "docs/")) for name in held)
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_the_command_is_declared(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "credence = ui.cli:main" in archive.read(name).decode()


def test_it_finds_its_own_corpus(installed: Path, tmp_path: Path) -> None:
    code = "import ingest.corpus as c; print(c.__file__); print(c.corpus_folder())"
    done = run(installed, tmp_path, "-c", code)
    module, corpus = done.stdout.split()
    assert Path(module).is_relative_to(installed)
    assert Path(corpus) == installed / "ingest" / "_corpus"


def test_it_ingests_and_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    visas = installed / "ingest" / "_corpus" / "visas" / "visas-o1.md"
    done = run(installed, tmp_path, "-c", TWO_COMMANDS, str(visas))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout[done.stdout.index("{") :])
    assert answer["outcome"] == "answered"
    assert answer["citations"]
    assert [path.name for path in tmp_path.iterdir()] == [".credence"]
