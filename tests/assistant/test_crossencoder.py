"""An optional cross-encoder is one more score for the best passages; a tiny model is built here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.condense import condense
from assistant.crossencoder import READ, Reranker, reread
from assistant.features import Table
from assistant.retrieve import Passage, retrieve
from assistant.service import Assistant
from assistant.settings import AssistantSettings
from ingest.errors import ModelError
from ingest.index import Index

QUESTION = "Can I moonlight on a J-1 visa?"


def save_tiny(folder: Path, labels: int) -> str:
    """A cross-encoder of one small layer with random weights and a word-level vocabulary."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(0)
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "can", "i", "moonlight", "visa", "?", "the", "step", "fee"]
    (folder / "vocab.txt").write_text("\n".join(words), "utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(words), max_position_embeddings=512, num_labels=labels, **size)
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_tiny(tmp_path_factory.mktemp("models") / "tiny", labels=1)


class Prefers(Reranker):
    """A reranker that likes texts with one word."""

    def __init__(self, word: str, weight: float) -> None:
        self.word, self.weight, self.read = word, weight, 0

    def scores(self, question: str, texts: Sequence[str]) -> Table:
        self.read = len(texts)
        return np.array([[float(self.word in text)] for text in texts], dtype=np.float32)


def found(small: Assistant, index: Index) -> list[Passage]:
    return retrieve(condense(QUESTION, []), index, small._model)


def test_a_model_on_disk_scores_each_passage(tiny: str, small: Assistant, small_index: Index) -> None:
    reranker = Reranker(tiny, 0.5)
    scores = reranker.scores(QUESTION, ["Can I moonlight?", "The fee.", "The fee."])
    assert scores.shape == (3, 1)
    assert scores[1] == scores[2]
    assert scores[0] != scores[1]
    ranked = retrieve(condense(QUESTION, []), small_index, small._model, reranker)
    assert {p.row.chunk.id for p in ranked} == {p.row.chunk.id for p in found(small, small_index)}
    assert [p.score for p in ranked] == sorted((p.score for p in ranked), reverse=True)


def test_its_weight_decides_how_much_it_moves(small: Assistant, small_index: Index) -> None:
    plain = found(small, small_index)
    query = condense(QUESTION, [])
    assert "Step 3" not in plain[0].row.chunk.context
    assert reread(plain, query, small_index, Prefers("Step 3", 0.0)) == plain
    assert "Step 3" in reread(plain, query, small_index, Prefers("Step 3", 9.0))[0].row.chunk.context


def test_what_is_not_read_stays_below_what_is(small: Assistant, small_index: Index) -> None:
    one = found(small, small_index)[0]
    rows = [replace(one.row, chunk=replace(one.row.chunk, id=f"{number:03d}")) for number in range(READ + 5)]
    many = [replace(one, row=row, score=-float(number)) for number, row in enumerate(rows)]
    reranker = Prefers("nothing says this", 2.0)
    ranked = reread(many, condense(QUESTION, []), small_index, reranker)
    assert reranker.read == READ
    assert [p.row.chunk.id for p in ranked[READ:]] == [row.chunk.id for row in rows[READ:]]
    assert reread([], condense(QUESTION, []), small_index, reranker) == []


def test_settings_name_it(tiny: str, small_home: Path) -> None:
    assistant = Assistant.open(AssistantSettings(home=small_home, reranker=tiny, reranker_weight=0.1))
    try:
        assert assistant.ask(QUESTION).citations
        assert assistant.search("J-1 visa", k=2)
    finally:
        assistant.close()


def test_what_is_no_cross_encoder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="cannot be loaded"):
        Reranker(str(tmp_path / "empty"), 0.3)
    with pytest.raises(ModelError, match="gives 3 scores"):
        Reranker(save_tiny(tmp_path / "three", labels=3), 0.3)
