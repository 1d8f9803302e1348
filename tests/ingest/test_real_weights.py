"""One ingest with the bundled weights: meaning, not only words, finds the chunk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.embedder import ChunkText, Embedder, default_weights, fingerprint
from ingest.errors import ModelError
from ingest.generation import Home
from ingest.index import Index
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from ingest.verify import verify_index


@pytest.fixture(scope="module")
def real() -> Embedder:
    return Embedder()


def test_an_index_of_the_real_model_answers_by_meaning(real: Embedder, folder: Path, settings: IngestSettings) -> None:
    ingest([folder], settings, embedder=lambda: real)
    assert verify_index(settings).problems == ()
    home = Home(settings.home)
    index = Index(home, home.manifest(home.current()), settings)
    question = real.encode_questions(["Do I have to return to my country after training?"])
    (found,) = index.nearest("chunks", question, 1)
    index.close()
    assert found[0].startswith("visas-j1#")


def test_unit_vectors_are_pooled_from_the_chunks_own_pass(real: Embedder) -> None:
    text = "Fees are due in May. The office opens at nine."
    (rows,) = real.encode_chunks([ChunkText("Fees", text, ((0, 20), (21, len(text))))])
    assert rows.shape == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    fee, opening = real.encode_questions(["When must the money be paid?", "What are the opening hours?"])
    assert rows[1] @ fee > rows[2] @ fee
    assert rows[2] @ opening > rows[1] @ opening


def test_a_chunk_longer_than_the_model_is_read_in_windows(real: Embedder) -> None:
    text = "word " * 700
    (rows,) = real.encode_chunks([ChunkText("Long", text, ((0, len(text) - 1),))])
    assert rows.shape == (2, 384)
    assert np.isfinite(rows).all()


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        Embedder(str(tmp_path))


def test_the_fingerprint_is_of_the_weights(tmp_path: Path) -> None:
    assert fingerprint("default").startswith(fingerprint(str(default_weights())))
    assert fingerprint("some/name") == "name:some/name"


def test_a_question_that_is_asked_again_is_remembered(real: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = real.encode_questions(["Must I go home?", "What does it cost?"])
    monkeypatch.setattr(real, "_model", None)
    again = real.encode_questions(["What does it cost?", "Must I go home?", "What does it cost?"])
    assert np.array_equal(again, first[[1, 0, 1]])


def test_only_so_many_questions_are_remembered(real: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.embedder.REMEMBERED", 2)
    for text in ("one", "two", "three"):
        real.encode_questions([text])
    assert list(real._recent) == ["two", "three"]
