"""Exact neighbors are those of the graph, and a small generation uses them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.exact import MOST, Exact
from ingest.generation import Home
from ingest.index import Index
from ingest.settings import IngestSettings


@pytest.fixture(scope="module")
def index(small_home: Path) -> Index:
    home = Home(small_home)
    return Index(home, home.manifest(home.current()), IngestSettings(home=small_home))


@pytest.mark.parametrize("name", ["chunks", "questions"])
def test_exact_and_graph_find_the_same(index: Index, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = np.asarray(index.vectors[::5], dtype=np.float32)
    exact = Exact(index.catalog, index.vectors).nearest(name, asked, 6)
    assert index._exact is not None, f"fewer than {MOST} vectors"
    assert index.nearest(name, asked, 6) == exact
    monkeypatch.setattr(index, "_exact", None)
    assert [set(ids) for ids in index.nearest(name, asked, 6)] == [set(ids) for ids in exact]


def test_a_chunk_is_nearest_to_itself_and_a_question_leads_to_its_chunk(index: Index) -> None:
    exact = Exact(index.catalog, index.vectors)
    for row in index.catalog.chunks():
        own = index.vectors_of(row)
        assert exact.nearest("chunks", own[:1], 1) == [[row.chunk.id]]
        for asked in own[1 + len(row.chunk.units) :]:
            assert exact.nearest("questions", asked[None], 1) == [[row.chunk.id]]


def test_rows_are_read_at_once_as_one_by_one(index: Index) -> None:
    rows = list(index.catalog.chunks())
    assert np.array_equal(index.stacked(rows), np.vstack([index.vectors_of(row) for row in rows]))


def test_holders_are_in_rising_order_and_say_which_rows_hold_a_token(index: Index) -> None:
    rows = np.arange(index.manifest.chunks)
    for token in filter(None, index.words.vocabulary):
        held = index.words.holders(token)
        assert np.all(np.diff(held) > 0)
        assert np.array_equal(np.flatnonzero(index.words.holds(token, rows)), held)
    assert not index.words.holds("no such token", rows).any()
