"""What is added to the bundled weights: every map of every layer, by exactly its two narrow matrices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from ingest import embedder
from ingest.embedder import CHANGE, Embedder, default_weights, fingerprint
from ingest.errors import ModelError
from ingest.lowrank import add_change, changed_maps, read_change


@pytest.fixture
def tiny() -> Any:
    config = BertConfig(vocab_size=50, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16)
    return BertModel(config).eval()


def test_each_weight_gets_the_product_of_its_two_matrices(tiny: Any, tmp_path: Path) -> None:
    draw = np.random.default_rng(3)
    change = {}
    for name, linear in changed_maps(tiny):
        change[f"{name}/up"] = draw.normal(size=(linear.out_features, 2)).astype(np.float16)
        change[f"{name}/down"] = draw.normal(size=(2, linear.in_features)).astype(np.float16)
    before = {name: linear.weight.detach().clone() for name, linear in changed_maps(tiny)}
    np.savez_compressed(tmp_path / "change.npz", **change)
    add_change(tiny, read_change(tmp_path / "change.npz"))
    assert len(before) == 2 * 6
    for name, linear in changed_maps(tiny):
        added = change[f"{name}/up"].astype(np.float32) @ change[f"{name}/down"].astype(np.float32)
        assert torch.allclose(linear.weight, before[name] + torch.from_numpy(added))


def test_the_shipped_change_is_of_the_bundled_model() -> None:
    published, changed = Embedder(str(default_weights())), Embedder()
    change = read_change(CHANGE)
    names = {name for name, _ in changed_maps(published._model[0].model)}
    assert {name.rsplit("/", 1)[0] for name in change} == names
    assert all(np.isfinite(matrix).all() for matrix in change.values())
    texts = ["Do I have to go home after J-1?"]
    assert not np.allclose(published.encode_questions(texts), changed.encode_questions(texts), atol=1e-2)


def test_an_index_of_the_published_weights_is_another_one() -> None:
    assert fingerprint("default") != fingerprint(str(default_weights()))


def test_a_missing_change_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedder, "CHANGE", tmp_path / "gone.npz")
    with pytest.raises(ModelError, match="Install Credence again"):
        fingerprint("default")
