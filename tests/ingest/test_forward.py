"""The faster pass gives the numbers of the library's; a shared batch gives each thread its own vectors."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from ingest.embedder import Embedder, default_weights
from ingest.forward import fast_forward, rounded


@pytest.fixture(scope="module")
def bert() -> Any:
    """The encoder as the library loads it."""
    return SentenceTransformer(str(default_weights()), device="cpu", local_files_only=True)[0].model


@pytest.mark.parametrize("lengths", [[1], [7], [24, 3], [16] * 5, [130, 200, 2]])
def test_the_pass_gives_the_numbers_of_the_library(bert: Any, lengths: list[int]) -> None:
    longest = max(lengths)
    mask = torch.tensor([[1] * length + [0] * (longest - length) for length in lengths])
    ids = torch.randint(1000, 30000, mask.shape, generator=torch.Generator().manual_seed(3))
    forward = fast_forward(bert)
    assert forward is not None
    with torch.inference_mode():
        expected = bert(input_ids=ids, attention_mask=mask).last_hidden_state
        difference = (forward(ids, mask) - expected)[mask.bool()]
    assert float(difference.abs().max()) < 1e-4


def test_a_model_of_another_kind_keeps_its_own_pass() -> None:
    assert fast_forward(torch.nn.Linear(3, 4)) is None


def test_numbers_that_are_not_the_library_s_are_refused(bert: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bert.encoder.layer[2].attention.self, "num_attention_heads", 6)
    assert fast_forward(bert) is None


def test_few_row_counts_are_computed() -> None:
    assert all(0 <= rounded(rows) - rows < 512 for rows in range(5000))
    assert len({rounded(rows) for rows in range(5000)}) < 40


@pytest.fixture(scope="module")
def model() -> Embedder:
    return Embedder()


def test_questions_asked_at_once_get_their_own_vectors(model: Embedder) -> None:
    texts = [f"How much does form number {n} cost?" for n in range(24)]
    alone = [model._encode_questions([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: model.encode_questions([text])[0], texts))
    assert np.allclose(alone, together, atol=1e-5)


def test_a_batch_that_fails_fails_for_the_thread_that_ran_it_alone(
    model: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first thread's batch fails while another waits; the other one encodes its text itself."""
    encode, entered, leave = model._encode_questions, threading.Event(), threading.Event()

    def failing(texts: list[str]) -> object:
        if "bad" in texts:
            entered.set()
            leave.wait(10)
            raise RuntimeError("bad")
        return encode(texts)

    monkeypatch.setattr(model, "_encode_questions", failing)
    with ThreadPoolExecutor(2) as threads:
        bad = threads.submit(model.encode_questions, ["bad"])
        assert entered.wait(10)
        good = threads.submit(model.encode_questions, ["good"])
        leave.set()
        assert good.result(10).shape == (1, model.dimension)
        with pytest.raises(RuntimeError, match="bad"):
            bad.result(10)
