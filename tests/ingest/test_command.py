"""`credence ingest` and `credence index` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.generation import Home
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from tests.fakes import FakeEmbedder
from tests.ingest.conftest import FEES
from ui.cli import app

Run = Callable[..., IngestReport]


@pytest.fixture
def credence(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run a command line with an instant embedder; exit code, output, errors."""
    monkeypatch.setattr("ingest.pipeline.Embedder", lambda *settings: FakeEmbedder())

    def call(*arguments: object) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, [*map(str, arguments), "--home", str(home)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return call


def test_ingest_reports_what_it_did(credence: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    code, out, _ = credence("ingest", folder)
    assert (code, "3 added, 0 changed, 0 removed" in out) == (0, True)
    assert "Nothing changed: 3 documents" in credence("ingest", folder)[1]
    (folder / "bad.md").write_bytes(b"")
    code, out, errors = credence("ingest", folder, "--json")
    assert code == 1
    assert "bad.md is empty" in errors
    assert json.loads(out)["unchanged"] == 3


def test_a_dry_run_lists_the_changes(credence: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    credence("ingest", folder)
    (folder / "hours.txt").unlink()
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    assert credence("ingest", folder, "--dry-run")[1].splitlines() == [
        "Would change: 0 added, 1 changed, 1 removed.",
        "  ~ fees",
        "  - hours",
    ]


def test_stage_switch_rollback_and_forget(
    credence: Callable[..., tuple[int, str, str]], folder: Path, settings: IngestSettings
) -> None:
    credence("ingest", folder)
    live = Home(settings.home).current()
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    assert "makes it live" in credence("ingest", folder, "--stage")[1]
    (staged,) = [m.name for m in Home(settings.home).finished() if m.name != live]
    assert credence("index", "switch", staged)[1] == f"{staged} is live.\n"
    assert credence("index", "rollback")[1].startswith(f"{live} is live again")
    code, out, errors = credence("index", "forget", "hours")
    assert (code, "2 documents" in out, "next ingest brings them back" in errors) == (0, True, True)
    assert credence("index", "documents")[1].splitlines() == ["fees", "visas-j1"]
    assert credence("index", "verify")[0] == 0


def test_watching_ingests_again_and_survives_a_faulty_folder(
    credence: Callable[..., tuple[int, str, str]],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: IngestSettings,
) -> None:
    def changes(*places: str, **options: object) -> Iterator[set[object]]:
        (folder / "more.md").write_text("# More\n\nMore text.\n", "utf-8")
        yield set()
        (folder / "again.md").write_bytes((folder / "j1.md").read_bytes())  # the same id twice: an error
        yield set()
        (folder / "again.md").unlink()
        (folder / "last.md").write_text("# Last\n\nLast text.\n", "utf-8")
        yield set()

    monkeypatch.setattr("watchfiles.watch", changes)
    code, out, errors = credence("ingest", folder, "--watch")
    assert (code, out.count("1 added")) == (0, 2)
    assert "same document id" in errors
    assert {"more", "last"} <= Home(settings.home).manifest(Home(settings.home).current()).documents.keys()
