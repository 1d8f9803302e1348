"""Feature tables: standardized columns keep each column's order and share one scale."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from assistant.condense import condense
from assistant.features import (
    NAMES,
    SEARCHED,
    SHARP,
    UNASKED_ASKS_BASE,
    UNASKED_ASKS_SHARE,
    UNASKED_BASE,
    UNASKED_SHARE,
    Places,
    Searched,
    _searched_features,
    measure,
    search,
    standardize,
    token_weights,
    unknown_share,
)
from assistant.retrieve import candidates, ranking_weights, retrieve
from assistant.service import Assistant
from ingest.index import Index

TABLES = arrays(
    np.float32,
    array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.floats(-100, 100, width=16).map(lambda v: round(v, 1)),
)


@given(TABLES)
def test_columns_get_mean_zero_and_spread_one_or_nothing(table: NDArray[np.float32]) -> None:
    found = standardize(table)
    assert found.shape == table.shape
    assert np.isfinite(found).all()
    assert np.allclose(found.mean(axis=0), 0, atol=1e-2)
    spread = found.std(axis=0)
    assert np.all(np.isclose(spread, 1, atol=1e-2) | np.isclose(spread, 0, atol=1e-2))


@given(TABLES)
def test_order_within_a_column_is_kept(table: NDArray[np.float32]) -> None:
    found = standardize(table)
    for before, after in zip(table.T, found.T, strict=True):
        order = np.argsort(before, kind="stable")
        assert np.all(np.diff(after[order]) >= -1e-4)


@given(TABLES, st.floats(0.5, 20), st.floats(-50, 50))
def test_scale_and_shift_of_a_column_do_not_matter(table: NDArray[np.float32], scale: float, shift: float) -> None:
    varied = table[:, table.std(axis=0) > 0.05]
    moved = np.asarray(varied * scale + shift, dtype=np.float32)
    assert np.allclose(standardize(varied), standardize(moved), atol=2e-2)


def test_every_feature_has_a_column_and_a_weight(small: Assistant, small_index: Index) -> None:
    query = condense("How long can I stay on a J-1 visa?", [])
    vectors = small._model.encode_questions(list(query.texts))
    searched = search(query.texts, vectors, small_index)
    rows = candidates(searched, small_index)
    table, measured = measure(rows, searched, query, small_index)
    assert table.shape == (len(rows), len(NAMES)) == (len(measured), len(ranking_weights()))
    assert len({row.chunk.id for row in rows}) == len(rows), "each candidate once"
    names = table[:, NAMES.index("names")]
    held = [row.chunk.section for row, share in zip(rows, names, strict=True) if share == 1]
    assert set(held) == {"j1-length", "j1-moonlighting", "j1-home-rule"}


def test_rare_words_weigh_more_and_unknown_words_count(small_index: Index) -> None:
    weights = token_weights("visa petition", small_index)
    assert weights["petit"] > weights["visa"]
    assert unknown_share("J-1 visa", small_index) == 0
    assert unknown_share("visa for Reykjavik", small_index) > 0.3
    assert unknown_share("", small_index) == 0


def test_a_section_with_few_questions_is_given_what_questions_would_add() -> None:
    """Three rows of one unit each: three questions, only a heading, nothing recorded."""
    counts, similar = [3, 1, 0], [0.5, 0.4, 0.3, 0.2, 0.1, 0.5, 0.4, 0.9, 0.6, 0.2]
    end = np.cumsum([2 + count for count in counts])
    places = Places(np.arange(3), end - [5, 3, 2], end - counts, end, np.array([count < 3 for count in counts]))
    scores = np.zeros(3, dtype=np.float32)
    found = _searched_features(places, np.array(similar), Searched("", np.zeros(2), [], scores, scores))
    ask = [0.3, 0.9, UNASKED_BASE + UNASKED_SHARE * 0.6]
    assert np.allclose(found[:, SEARCHED.index("ask")], ask)
    together = np.log(np.sum(np.exp(SHARP * np.array([0.3, 0.2, 0.1])))) / SHARP
    given_to_others = [UNASKED_ASKS_BASE + UNASKED_ASKS_SHARE * value for value in ask[1:]]
    assert np.allclose(found[:, SEARCHED.index("asks")], [together, *given_to_others])


def test_a_heading_is_searched_for_and_beliefs_keep_their_places(small: Assistant, small_index: Index) -> None:
    query = condense("How long can I stay on a J-1 visa?", [])
    found = retrieve(query, small_index, small._model)
    assert {passage.section.curated for passage in found} == {True, False}
    for passage in found:
        section = passage.section
        assert section.asks[-1:] == ((section.heading,) if section.curated else ())
        assert len(passage.asks) == len(section.asks)
        assert len(passage.asks) == len(section.questions) + len(section.misconceptions) + section.curated
        assert len(passage.beliefs) == len(section.misconceptions)
