"""A small change of the bundled weights that was fitted to this field (Hu et al., 2021, arXiv:2106.09685).

Each changed layer's weight gets the product of two narrow matrices added, so that the whole change is half a megabyte.
`python -m evals.tuning.embedding` fits it; see docs/adr/0009-fitted-embeddings.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

CHANGED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear maps of a BERT layer, all of which are changed."""

Change = Mapping[str, NDArray[np.float16]]
"""`NAME/up` of shape (out, rank) and `NAME/down` of shape (rank, in) for each changed map's name."""


def changed_maps(bert: Any) -> Iterator[tuple[str, torch.nn.Linear]]:
    """The maps of a BERT encoder that a change adds to, with their names."""
    for number, layer in enumerate(bert.encoder.layer):
        for part in CHANGED:
            yield f"{number}.{part}", layer.get_submodule(part)


def read_change(path: Path) -> Change:
    """The change that a file holds."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def add_change(bert: Any, change: Change) -> None:
    """Add a change to the weights of a BERT encoder, in place."""
    with torch.inference_mode():
        for name, linear in changed_maps(bert):
            up, down = (torch.from_numpy(change[f"{name}/{side}"].astype(np.float32)) for side in ("up", "down"))
            linear.weight += up @ down
