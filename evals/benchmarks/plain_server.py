"""The plain chain as a service: LangChain's retrieval tutorial behind FastAPI, over the same guidance and weights.

It answers with the four passages it found. A chat model would come on top; its time is left out, in the chain's favour.

    python -m evals.benchmarks.plain_server HOME PORT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from evals.benchmarks.data import Text
from evals.benchmarks.systems import TutorialChain

PASSAGES = 4


class ServedChain(TutorialChain):
    """The chain, giving words instead of numbers."""

    def answer(self, question: str) -> str:
        """The passages found, best first."""
        return "\n\n".join(found.page_content for found in self._store.similarity_search(question, k=PASSAGES))


def serve(home: Path, port: int) -> None:
    """Serve the chain over the documents of an index until the process is told to stop."""
    import uvicorn
    from fastapi import FastAPI

    from assistant.settings import AssistantSettings
    from ingest.embedder import Embedder
    from ingest.generation import Home

    place = Home(home)
    documents = place.manifest(place.current()).documents
    settings = AssistantSettings(home=home)
    model = Embedder(settings.embedding_model, settings.batch_size)
    chain = ServedChain([Text(name, name, place.text(digest)) for name, digest in documents.items()], model)
    app = FastAPI()

    @app.post("/api/ask")
    def ask(body: dict[str, Any]) -> dict[str, str]:
        return {"text": chain.answer(str(body["question"]))}

    @app.get("/readyz")
    def ready() -> dict[str, str]:
        return {"status": "ready"}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
