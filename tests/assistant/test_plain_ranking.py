"""Documents without section questions: their own weights, and the talk around a question counts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.condense import condense
from assistant.features import NAMES, TALK, measure, search, talk_of
from assistant.retrieve import candidates, is_guidance, ranking_weights, retrieve
from assistant.search import find, prepare
from assistant.service import Assistant
from assistant.types import Turn
from ingest.embedder import Embedder
from ingest.index import Index, IndexHandle
from ingest.settings import IngestSettings

LIBRARY = """The library lends books to readers with a card.

The fee for a lost card is ten dollars. Cards are printed at the desk.

Books go back within three weeks. Renewals are made by telephone.
"""
POOL = """The pool opens at six for swimmers with a card.

The fee for a lost card is four dollars. Cards are printed at the gate.

Children swim in the small basin. Lessons are held on Saturday.
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, small: Assistant) -> Iterator[Index]:
    from ingest.pipeline import ingest

    folder = tmp_path_factory.mktemp("plain")
    for name, text in (("library", LIBRARY), ("pool", POOL)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = IngestSettings(home=folder / "home")
    ingest([folder / "library.txt", folder / "pool.txt"], settings, embedder=lambda: small._model)
    handle = IndexHandle(settings)
    yield handle.acquire()
    handle.close()


def talk_about(place: str) -> list[Turn]:
    return [Turn("user", f"What are the rules of the {place}?"), Turn("assistant", f"The {place} asks for a card.")]


def first_document(index: Index, model: Embedder, question: str, history: list[Turn]) -> str:
    return retrieve(condense(question, history), index, model)[0].row.chunk.document


def test_each_kind_of_index_has_its_weights(plain: Index, small_index: Index) -> None:
    assert is_guidance(small_index)
    assert not is_guidance(plain)
    guidance, other = ranking_weights("ranking"), ranking_weights("ranking_plain")
    assert np.abs(guidance).sum() == pytest.approx(1)
    assert np.abs(other).sum() == pytest.approx(1)
    talk = [NAMES.index(name) for name in TALK]
    assert other[talk].any()
    assert (other >= 0).all()


def test_the_talk_decides_between_documents_that_say_the_same(plain: Index, small: Assistant) -> None:
    question = "What is the fee if it is lost?"
    assert first_document(plain, small._model, question, talk_about("library")) == "library"
    assert first_document(plain, small._model, question, talk_about("pool")) == "pool"


@pytest.mark.parametrize("place", ["library", "pool"])
def test_a_turn_that_stands_alone_keeps_the_talk_in_plain_documents(plain: Index, small: Assistant, place: str) -> None:
    [query] = prepare("What is the fee for a lost card?", talk_about(place), (), plain)
    assert not query.leans
    ranked = find(query, plain, small._model)
    assert ranked.passages[0].row.chunk.document == place


def test_without_a_talk_its_features_are_those_of_the_question(plain: Index, small: Assistant) -> None:
    found = retrieve(condense("What is the fee for a lost card?", []), plain, small._model)
    for passage in found:
        for name in TALK[:-1]:
            assert passage.features[name] == passage.features[name.removesuffix("_talk")]


@given(st.lists(st.sampled_from(["The pool.", "lost card", "Books go back.", "", "?!"]), max_size=6))
def test_a_talk_gives_finite_features_and_documents_share_their_sum(
    plain: Index, small: Assistant, said: list[str]
) -> None:
    query = condense("What is the fee?", [Turn("assistant", text) for text in said])
    searched = search(query.texts, small._model.encode_questions(list(query.texts)), plain)
    rows = candidates(searched, plain)
    talk = talk_of(query, small._model.encode_questions(["What is the fee?"])[0], plain)
    table, _ = measure(rows, searched, query, plain, talk)
    assert np.isfinite(table).all()
    by_document: dict[str, set[float]] = {}
    for row, value in zip(rows, table[:, NAMES.index("document_talk")], strict=True):
        by_document.setdefault(row.chunk.document, set()).add(float(value))
    assert all(len(values) == 1 for values in by_document.values())
