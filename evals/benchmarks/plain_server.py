"""The plain chain as a service: LangChain's retrieval tutorial behind FastAPI, over the same guidance and weights.

It answers with the four passages it found. A chat model would come on top; its time is left out, in the chain's favour.

    python -m evals.benchmarks.plain_server HOME PORT FOLDER

FOLDER keeps the chain's store for the next run, as the tutorial's does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.benchmarks.data import Text
from evals.benchmarks.systems import TutorialChain
from ingest.embedder import Advance, Embedder, Vectors, default_weights, fingerprint

PASSAGES = 4


class PlainWeights(Embedder):
    """The same weights as LangChain's tutorial uses them: `SentenceTransformer.encode`, each question by itself."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self.fingerprint = fingerprint(str(default_weights()))
        self._plain = SentenceTransformer(str(default_weights()), device="cpu", local_files_only=True)

    def encode_questions(self, texts: Sequence[str], advance: Advance | None = None) -> Vectors:
        """Vectors of texts, shape (len(texts), dimension)."""
        found = self._plain.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


class ServedChain(TutorialChain):
    """The chain, giving words instead of numbers."""

    def answer(self, question: str) -> str:
        """The passages found, best first."""
        return "\n\n".join(found.page_content for found in self._store.similarity_search(question, k=PASSAGES))


def serve(home: Path, port: int, folder: Path) -> None:
    """Serve the chain over the documents of an index until the process is told to stop."""
    import uvicorn
    from fastapi import FastAPI

    from ingest.generation import Home

    place = Home(home)
    documents = place.manifest(place.current()).documents
    texts = [Text(name, name, place.text(digest)) for name, digest in documents.items()]
    chain = ServedChain(texts, PlainWeights(), folder)
    app = FastAPI()

    @app.post("/api/ask")
    def ask(body: dict[str, Any]) -> dict[str, str]:
        return {"text": chain.answer(str(body["question"]))}

    @app.get("/readyz")
    def ready() -> dict[str, str]:
        return {"status": "ready"}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
