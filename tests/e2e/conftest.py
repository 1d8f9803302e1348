"""The command line, run inside the test process so that the models are imported once."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def fault(self) -> str:
        """The one line that a fault ends in."""
        assert "Traceback" not in self.out + self.err
        lines = [line for line in self.err.splitlines() if line.startswith("credence: ")]
        assert len(lines) == 1, self.err
        assert self.code != 0
        return lines[0]


@pytest.fixture
def credence(capfd: pytest.CaptureFixture[str], no_settings: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Run]:
    """Runs one command in a fresh working directory."""
    no_settings.chdir(tmp_path)

    def run(*arguments: object) -> Run:
        from ui.cli import main

        no_settings.setattr(sys, "argv", ["credence", *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture
def own_home(small_home: Path, tmp_path: Path) -> Path:
    """A copy of the small index that a test may damage."""
    shutil.copytree(small_home, tmp_path / "own")
    return tmp_path / "own"
