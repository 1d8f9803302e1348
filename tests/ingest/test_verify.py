"""`credence index verify` notices every kind of damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.generation import Home
from ingest.pipeline import IngestReport
from ingest.settings import IngestSettings
from ingest.store import VectorStore
from ingest.verify import verify_index

Live = tuple[Home, Path]


@pytest.fixture
def live(run: Callable[..., IngestReport], folder: Path, settings: IngestSettings) -> Live:
    report = run(folder)
    home = Home(settings.home)
    return home, home.folder(report.generation)


def a_text(home: Home) -> Path:
    return next(home.texts.glob("*/*.txt"))


def shift_offsets(folder: Path) -> None:
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        db.execute("UPDATE chunks SET start = 0, end = 999999 WHERE row = 0")


def drop_vector(folder: Path) -> None:
    store = VectorStore.open(folder / "chroma", None, "")
    store.delete("chunks", [sorted(store.ids("chunks"))[0]])
    store.close()


DAMAGE: dict[str, Callable[[Home, Path], object]] = {
    "a text is missing": lambda home, _: a_text(home).unlink(),
    "a text is changed": lambda home, _: a_text(home).write_text("other", "utf-8"),
    "offsets do not fit": lambda _, folder: shift_offsets(folder),
    "vectors are cut": lambda _, folder: np.save(folder / "vectors.npy", np.zeros((1, 48), dtype=np.float16)),
    "vectors are no numbers": lambda _, folder: np.save(
        folder / "vectors.npy", np.full_like(np.load(folder / "vectors.npy"), np.nan)
    ),
    "vectors are garbage": lambda _, folder: (folder / "vectors.npy").write_bytes(b"garbage"),
    "words are missing": lambda _, folder: [path.unlink() for path in (folder / "lexical" / "text").glob("*.npy")],
    "a vector is missing in the store": lambda _, folder: drop_vector(folder),
}


def test_a_whole_index_has_no_problems(live: Live, settings: IngestSettings) -> None:
    found = verify_index(settings)
    assert found.problems == ()
    assert found.documents == 3


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda name: name.replace(" ", "-"))
def test_damage_is_found(live: Live, settings: IngestSettings, damage: str) -> None:
    DAMAGE[damage](*live)
    assert len(verify_index(settings).problems) >= 1
