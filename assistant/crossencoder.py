"""An optional cross-encoder that reads question and passage together: one more score for the best passages.

None ships with Credence. `CREDENCE_RERANKER` names a sentence-transformers CrossEncoder, on the hub or on disk; its
scores are standardized over the candidates, as every feature is, and added with `CREDENCE_RERANKER_WEIGHT`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.features import Table, standardize
from assistant.query import Query
from ingest.errors import ModelError
from ingest.index import Index

if TYPE_CHECKING:
    from assistant.retrieve import Passage

READ = 30
"""Passages that are read with the question."""

REMEDY = "Set CREDENCE_RERANKER to a cross-encoder with one score: a folder, or a hub name that can be reached."


class Reranker:
    """A loaded cross-encoder; `weight` is what a standard deviation of its score counts for."""

    def __init__(self, model: str, weight: float) -> None:
        """Load a model by folder or hub name.

        Raises:
            ModelError: it cannot be loaded, or gives more than one score.
        """
        from sentence_transformers import CrossEncoder

        self.weight = weight
        try:
            self._model = CrossEncoder(model, device="cpu", local_files_only=Path(model).is_dir())
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0][:200]
            raise ModelError(f"The reranker “{model}” cannot be loaded: {reason}.", REMEDY) from error
        if self._model.num_labels != 1:
            raise ModelError(f"The reranker “{model}” gives {self._model.num_labels} scores.", REMEDY)

    def scores(self, question: str, texts: Sequence[str]) -> Table:
        """How well each text answers the question, shape (len(texts), 1)."""
        found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(-1, 1)


def reread(passages: Sequence[Passage], query: Query, index: Index, reranker: Reranker) -> list[Passage]:
    """The passages with the cross-encoder's score added to the best of them; the others rank below the worst read."""
    if not passages:
        return []
    best, rest = passages[:READ], passages[READ:]
    added = reranker.weight * standardize(reranker.scores(query.texts[0], [_read(p, index) for p in best]))[:, 0]
    raised = [replace(p, score=p.score + float(a)) for p, a in zip(best, added, strict=True)]
    lowest = float(added.min())
    lowered = [replace(p, score=p.score + lowest) for p in rest]
    return sorted([*raised, *lowered], key=lambda p: (-p.score, p.row.chunk.id))


def _read(passage: Passage, index: Index) -> str:
    chunk = passage.row.chunk
    return f"{chunk.context}\n{index.text(chunk.document)[chunk.start : chunk.end]}"
