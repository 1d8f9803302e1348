"""Packed layers give the numbers of the layers they replace; a shared batch gives each thread its own vectors."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from ingest.embedder import Embedder
from ingest.packed import PackedLinear, pack, rounded


@pytest.mark.parametrize("rows", [1, 7, 8, 65, 700])
def test_a_packed_layer_gives_the_same_numbers(rows: int) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(24, 40), torch.nn.GELU(), torch.nn.Linear(40, 24))
    given = torch.randn(rows, 1, 24)
    with torch.inference_mode():
        before = model(given)
        pack(model)
        after = model(given)
    assert [type(layer) for layer in model] == [PackedLinear, torch.nn.GELU, PackedLinear]
    assert after.shape == before.shape
    assert torch.allclose(before, after, atol=1e-5)


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
