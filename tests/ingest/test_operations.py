"""Staging, switching, rolling back, forgetting, dry runs and duplicates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.generation import Home
from ingest.pipeline import IngestReport, dry_run, forget, ingest, roll_back, switch
from ingest.settings import IngestSettings
from ingest.verify import verify_index
from tests.fakes import FakeEmbedder
from tests.ingest.conftest import FEES

Run = Callable[..., IngestReport]
SECRET = "# Zanzibarcode\n\nThe zanzibarcode of the safe is 4711-quux. Tell nobody the zanzibarcode.\n"


def files_that_hold(home: Path, word: str) -> list[str]:
    """Files under the home folder whose bytes hold a word, in UTF-8 or UTF-16."""
    found = [path for path in home.rglob("*") if path.is_file()]
    needles = (word.encode(), word.upper().encode(), word.encode("utf-16-le"))
    return [p.name for p in found if any(needle in p.read_bytes() for needle in needles)]


def test_a_staged_generation_answers_only_after_the_switch(run: Run, folder: Path, settings: IngestSettings) -> None:
    first = run(folder)
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    model = FakeEmbedder()
    staged = ingest([folder], settings, embedder=lambda: model, stage=True)  # type: ignore[arg-type, return-value]
    home = Home(settings.home)
    assert (staged.switched, home.current()) == (False, first.generation)
    switch(staged.generation, settings)
    assert home.current() == staged.generation
    assert verify_index(settings).problems == ()
    assert roll_back(settings) == (first.generation, staged.generation)
    assert verify_index(settings).generation == first.generation


def test_only_a_whole_generation_can_be_switched_to(run: Run, folder: Path, settings: IngestSettings) -> None:
    live = run(folder).generation
    for name in ("none", "../x", live + "0"):
        with pytest.raises(InputError, match="no whole generation"):
            switch(name, settings)
    with pytest.raises(InputError, match="no earlier"):
        roll_back(settings)
    assert Home(settings.home).current() == live


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    run: Run, folder: Path, settings: IngestSettings, tmp_path: Path
) -> None:
    run(folder)
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    (folder / "hours.txt").unlink()
    (folder / "new.md").write_text("# New\n\nText.\n", "utf-8")
    before = sorted((path, path.stat().st_mtime_ns) for path in settings.home.rglob("*"))
    report = dry_run([folder], settings)
    assert (report.added, report.changed, report.removed) == (("new",), ("fees",), ("hours",))
    assert sorted((path, path.stat().st_mtime_ns) for path in settings.home.rglob("*")) == before
    nowhere = settings.model_copy(update={"home": tmp_path / "nowhere"})
    assert len(dry_run([folder], nowhere).added) == 3
    assert not nowhere.home.exists()


def test_a_forgotten_document_leaves_no_words(run: Run, folder: Path, settings: IngestSettings) -> None:
    (folder / "secret.md").write_text(SECRET, "utf-8")
    run(folder)
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    run(folder)
    assert files_that_hold(settings.home, "zanzibarcode")
    report = forget(["secret"], settings)
    assert (report.removed, report.embedded, report.documents) == (("secret",), 0, 3)
    assert files_that_hold(settings.home, "zanzibarcode") == []
    assert files_that_hold(settings.home, "quux") == []
    assert verify_index(settings).problems == ()
    with pytest.raises(InputError):
        roll_back(settings)


def test_a_document_that_only_an_earlier_generation_holds_is_forgotten(
    run: Run, folder: Path, settings: IngestSettings
) -> None:
    (folder / "secret.md").write_text(SECRET, "utf-8")
    run(folder)
    (folder / "secret.md").unlink()
    live = run(folder).generation
    assert files_that_hold(settings.home, "quux")
    report = forget(["secret"], settings)
    assert (report.switched, Home(settings.home).current() == live) == (True, False)
    assert files_that_hold(settings.home, "quux") == []
    assert files_that_hold(settings.home, "zanzibarcode") == []


def test_forgetting_what_is_not_there_or_everything_is_an_error(
    run: Run, folder: Path, settings: IngestSettings
) -> None:
    run(folder)
    with pytest.raises(InputError, match="no document"):
        forget(["none"], settings)
    with pytest.raises(InputError, match="No other document"):
        forget(["fees", "hours", "visas-j1"], settings)


def test_documents_that_say_the_same_are_reported(run: Run, folder: Path) -> None:
    (folder / "copy.txt").write_text(FEES, "utf-8")
    (folder / "near.md").write_text(FEES.replace("Pay it online.", "Pay it by check."), "utf-8")
    pairs = {(pair.document, pair.other): pair.share for pair in run(folder).duplicates}
    assert ("fees", "near") in pairs
    assert 0.8 <= pairs["fees", "near"] < 1
    assert all("visas-j1" not in pair and "hours" not in pair for pair in pairs)


def test_a_removed_document_stays_in_the_generation_for_rolling_back_only(
    run: Run, folder: Path, settings: IngestSettings
) -> None:
    (folder / "secret.md").write_text(SECRET, "utf-8")
    run(folder)
    (folder / "secret.md").unlink()
    run(folder)
    home = Home(settings.home)
    assert "secret" not in home.manifest(home.current()).documents
    assert ["secret" in manifest.documents for manifest in home.earlier()] == [True]
    (folder / "fees.md").write_text(FEES + "\nNew.\n", "utf-8")
    run(folder)
    assert not any("secret" in manifest.documents for manifest in home.earlier())
    assert not any("4711-quux" in path.read_text("utf-8") for path in home.texts.glob("*/*"))
