"""Linear layers whose weights are laid out once, for oneDNN.

PyTorch lays a layer's weights out anew at each call. For texts as short as questions that takes as long as the
product itself; laid out once, a pass takes about 60% of the time and its numbers differ in the seventh digit.
"""

from __future__ import annotations

from typing import Any

import torch


class PackedLinear(torch.nn.Module):
    """`torch.nn.Linear` for inference on a CPU."""

    def __init__(self, linear: torch.nn.Linear) -> None:
        super().__init__()
        self._bias = linear.bias
        self._layer = torch.ops.mkldnn._linear_pointwise.default
        self._weight = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach())

    def forward(self, given: torch.Tensor) -> Any:
        """The layer's output."""
        rows = given.shape[:-1].numel()
        missing = rounded(rows) - rows
        if not missing:
            return self._layer(given, self._weight, self._bias, "none", [], "")
        padded = torch.nn.functional.pad(given.reshape(rows, -1), (0, 0, 0, missing))
        return self._layer(padded, self._weight, self._bias, "none", [], "")[:rows].reshape(*given.shape[:-1], -1)


def rounded(rows: int) -> int:
    """The number of rows that is computed: oneDNN keeps half a megabyte of code for each number it has met."""
    step = 8 if rows <= 64 else 32 if rows <= 512 else 512
    return -(-rows // step) * step


def pack(model: torch.nn.Module) -> None:
    """Replace a model's linear layers; a build of PyTorch that cannot do so leaves it as it is."""
    try:
        packed = [
            (parent, name, PackedLinear(child))
            for parent in model.modules()
            for name, child in parent.named_children()
            if type(child) is torch.nn.Linear
        ]
        for parent, name, layer in packed:
            with torch.inference_mode():
                layer(torch.zeros(1, getattr(parent, name).in_features))
    except (AttributeError, NotImplementedError, RuntimeError):
        return
    for parent, name, layer in packed:
        setattr(parent, name, layer)
