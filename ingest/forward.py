"""The bundled model's pass over a batch, with its weights laid out once for oneDNN.

PyTorch lays a layer's weights out anew at each call and the transformers library spends about as long on each layer's
bookkeeping as on its numbers. For texts as short as questions a pass takes half the time without both; the numbers
differ in the sixth digit, which is checked whenever the model is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import layer_norm, pad, scaled_dot_product_attention

TokenVectors = Callable[[Tensor, Tensor], Tensor]
"""From token ids and their mask, both of shape (texts, tokens), to vectors, shape (texts, tokens, dimension)."""

CLOSE = 1e-4
"""How far a number of a vector may lie from the library's."""


def fast_forward(bert: Any) -> TokenVectors | None:
    """A faster pass through a BERT encoder.

    None for another model, for a build of PyTorch that cannot do it, and where the numbers are not the library's.
    """
    try:
        with torch.inference_mode():
            found = _Bert(bert)
            return found if _agrees(found, bert) else None
    except (AttributeError, NotImplementedError, RuntimeError):
        return None


def _agrees(found: TokenVectors, bert: Any) -> bool:
    """Whether a batch of two texts of different lengths gives the numbers that the library gives."""
    ids = torch.arange(1000, 1024).reshape(2, 12)
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    difference = found(ids, mask) - bert(input_ids=ids, attention_mask=mask).last_hidden_state
    return float(difference[mask.bool()].abs().max()) < CLOSE


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Tensor
    bias: Tensor
    then: str

    @classmethod
    def of(cls, *layers: torch.nn.Linear, then: str = "none") -> _Linear:
        """Layers that read the same input, side by side, with what is applied to their output."""
        weight = torch.cat([layer.weight for layer in layers])
        bias = torch.cat([layer.bias for layer in layers])
        return cls(torch.ops.mkldnn._reorder_linear_weight(weight), bias, then)

    def __call__(self, given: Tensor) -> Any:
        return torch.ops.mkldnn._linear_pointwise.default(given, self.weight, self.bias, self.then, [], "none")


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Tensor
    bias: Tensor
    least: float

    @classmethod
    def of(cls, norm: torch.nn.LayerNorm) -> _Norm:
        return cls(norm.weight, norm.bias, norm.eps)

    def __call__(self, given: Tensor) -> Tensor:
        return layer_norm(given, self.weight.shape, self.weight, self.bias, self.least)


class _Batch:
    """Texts of different lengths: tables of shape (texts, tokens, …) and the rows of their real tokens."""

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask
        whole = bool(mask.all())
        self.seen = None if whole else mask[:, None, None, :].bool()
        self._places = None if whole else mask.flatten().nonzero().flatten()
        self._count = mask.numel() if self._places is None else len(self._places)
        self._missing = rounded(self._count) - self._count

    def rows(self, table: Tensor) -> Tensor:
        """The rows of the tokens, and some of zeros that round their number."""
        flat = table.flatten(0, 1)
        flat = flat if self._places is None else flat[self._places]
        return pad(flat, (0, 0, 0, self._missing)) if self._missing else flat

    def spread(self, rows: Tensor) -> Tensor:
        """Rows at the places of their tokens, shape (texts · tokens, …); zeros elsewhere."""
        rows = rows[: self._count]
        if self._places is None:
            return rows
        return rows.new_zeros(self.mask.numel(), rows.shape[1]).index_copy_(0, self._places, rows)


class _Layer:
    """Attention and feed-forward of one layer, over rows of tokens."""

    def __init__(self, layer: Any) -> None:
        own, joined = layer.attention.self, layer.attention.output
        self._heads = int(own.num_attention_heads)
        self._asked = _Linear.of(own.query, own.key, own.value)
        self._joined, self._joined_norm = _Linear.of(joined.dense), _Norm.of(joined.LayerNorm)
        self._wide = _Linear.of(layer.intermediate.dense, then="gelu")
        self._narrow, self._norm = _Linear.of(layer.output.dense), _Norm.of(layer.output.LayerNorm)

    def __call__(self, rows: Tensor, batch: _Batch) -> Tensor:
        """From rows to rows."""
        asked = batch.spread(self._asked(rows)).view(*batch.mask.shape, 3, self._heads, -1)
        query, key, value = asked.permute(2, 0, 3, 1, 4)
        seen = scaled_dot_product_attention(query, key, value, attn_mask=batch.seen)
        rows = self._joined_norm(self._joined(batch.rows(seen.transpose(1, 2).flatten(2))) + rows)
        return self._norm(self._narrow(self._wide(rows)) + rows)


class _Bert:
    def __init__(self, bert: Any) -> None:
        given = bert.embeddings
        if bert.config.hidden_act != "gelu":
            raise NotImplementedError(bert.config.hidden_act)
        self._words, self._places = given.word_embeddings.weight, given.position_embeddings.weight
        self._kind, self._norm = given.token_type_embeddings.weight[0], _Norm.of(given.LayerNorm)
        self._layers = [_Layer(layer) for layer in bert.encoder.layer]

    def __call__(self, ids: Tensor, mask: Tensor) -> Tensor:
        batch = _Batch(mask)
        rows = batch.rows(self._norm(self._words[ids] + self._places[: ids.shape[1]] + self._kind))
        for layer in self._layers:
            rows = layer(rows, batch)
        return batch.spread(rows).view(*ids.shape, -1)


def rounded(rows: int) -> int:
    """The number of rows that is computed: oneDNN keeps half a megabyte of code for each number it has met."""
    step = 8 if rows <= 64 else 32 if rows <= 512 else 512
    return -(-rows // step) * step
