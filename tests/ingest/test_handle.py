"""The handle follows switches, falls back from damage, and gives everything back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import IndexDamagedError, IndexMissingError
from ingest.generation import Home
from ingest.index import IndexHandle
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from tests.ingest.conftest import FEES

Run = Callable[..., IngestReport]


@pytest.fixture
def two(run: Run, folder: Path, settings: IngestSettings) -> tuple[str, str]:
    """Names of two generations, the older first."""
    first = run(folder)
    (folder / "fees.md").write_text(FEES + "\nChanged.\n", "utf-8")
    return first.generation, run(folder).generation


def cut_chroma(folder: Path) -> None:
    for path in (folder / "chroma").rglob("*"):
        if path.is_file():
            os.truncate(path, path.stat().st_size // 3)


def empty_catalog(folder: Path) -> None:
    (folder / "catalog.sqlite").unlink()
    sqlite3.connect(folder / "catalog.sqlite").close()


def same_size_garbage(folder: Path) -> None:
    size = (folder / "catalog.sqlite").stat().st_size
    (folder / "catalog.sqlite").write_bytes(b"\xff" * size)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "manifest gone": lambda folder: (folder / "manifest.json").unlink(),
    "manifest cut": lambda folder: os.truncate(folder / "manifest.json", 100),
    "catalog gone": lambda folder: (folder / "catalog.sqlite").unlink(),
    "catalog empty": empty_catalog,
    "catalog overwritten": same_size_garbage,
    "vectors cut": lambda folder: os.truncate(folder / "vectors.npy", 200),
    "lexical gone": lambda folder: shutil.rmtree(folder / "lexical"),
    "chroma gone": lambda folder: shutil.rmtree(folder / "chroma"),
    "chroma cut": cut_chroma,
    "all gone": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda name: name.replace(" ", "-"))
def test_a_damaged_generation_is_replaced_by_the_one_before(
    two: tuple[str, str], settings: IngestSettings, damage: str
) -> None:
    DAMAGE[damage](Home(settings.home).folder(two[1]))
    handle = IndexHandle(settings)
    try:
        for _ in range(3):
            index = handle.acquire()
            assert index.name == two[0]
            assert index.text("fees") == FEES
            handle.release(index)
        assert handle.warning is not None
        assert "damaged" in handle.warning
    finally:
        handle.close()


def test_a_missing_text_is_damage(two: tuple[str, str], settings: IngestSettings) -> None:
    home = Home(settings.home)
    home.text_path(home.manifest(two[1]).documents["fees"]).unlink()
    handle = IndexHandle(settings)
    assert handle.acquire().name == two[0]
    handle.close()


def test_a_damaged_pointer_is_answered_from_the_one_before(two: tuple[str, str], settings: IngestSettings) -> None:
    (settings.home / "CURRENT").write_bytes(b"\0\0")
    handle = IndexHandle(settings)
    assert handle.acquire().name == two[0]
    assert handle.warning
    handle.close()


def test_with_nothing_before_damage_is_an_error(run: Run, folder: Path, settings: IngestSettings) -> None:
    name = run(folder).generation
    shutil.rmtree(Home(settings.home).folder(name) / "lexical")
    handle = IndexHandle(settings)
    with pytest.raises(IndexDamagedError):
        handle.acquire()
    with pytest.raises(IndexMissingError):
        IndexHandle(settings.model_copy(update={"home": folder / "none"})).acquire()


def test_a_question_keeps_its_generation_and_the_next_gets_the_new_one(
    run: Run, folder: Path, settings: IngestSettings
) -> None:
    run(folder)
    handle = IndexHandle(settings)
    old = handle.acquire()
    (folder / "fees.md").write_text(FEES + "\nChanged.\n", "utf-8")
    run(folder)
    new = handle.acquire()
    assert new.name != old.name
    assert (old.text("fees"), new.text("fees")) == (FEES, FEES + "\nChanged.\n")
    handle.release(old)
    handle.release(new)
    assert list(handle._open) == [new.name]
    handle.close()


def test_repair_ends_the_warning(two: tuple[str, str], run: Run, folder: Path, settings: IngestSettings) -> None:
    (Home(settings.home).folder(two[1]) / "manifest.json").unlink()
    handle = IndexHandle(settings)
    handle.release(handle.acquire())
    assert handle.warning
    report = run(folder)
    index = handle.acquire()
    assert (index.name, handle.warning) == (report.generation, None)
    handle.release(index)
    handle.close()
