"""What is measured: BM25, dense vectors, the LangChain tutorial chain, and Credence's retrieval, over the same texts.

A system holds its chunks and ranks them for a question. BM25, dense and Credence share Credence's chunks; the
tutorial chain brings its own splitter, as its readers would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import numpy as np

from assistant.types import Turn
from evals.benchmarks.data import Span, Text
from ingest.embedder import ChunkText

if TYPE_CHECKING:
    from ingest.embedder import Embedder
    from ingest.index import Index
    from ingest.settings import IngestSettings

DEPTH = 30
STORED_AT_ONCE = 500


@cache
def as_published() -> Embedder:
    """The bundled weights without what was fitted to this field (ingest/lowrank.py): what plain systems use."""
    from ingest.embedder import Embedder, default_weights

    return Embedder(str(default_weights()))


class System(Protocol):
    """A way to find chunks."""

    name: str
    chunks: Sequence[Span]

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """Indices of the best chunks, best first, at most DEPTH; plain systems leave the history aside."""


class OurIndex:
    """An index of Credence, open; every system that shares its chunks uses it. `names` are its documents' own ids."""

    def __init__(self, settings: IngestSettings, model: Embedder, names: Mapping[str, str]) -> None:
        from ingest.generation import Home
        from ingest.index import Index

        self.model = model
        opened = Home(settings.home)
        self.index: Index = Index(opened, opened.manifest(opened.current()), settings)
        self.rows = list(self.index.catalog.chunks())
        self.chunks = [
            Span(names.get(r.chunk.document, r.chunk.document), r.chunk.start, r.chunk.end) for r in self.rows
        ]
        self.number = {row.chunk.id: position for position, row in enumerate(self.rows)}
        self.texts = [self.index.text(row.chunk.document)[row.chunk.start : row.chunk.end] for row in self.rows]

    @classmethod
    def of(cls, home: Path | None) -> OurIndex:
        """An index that is there already."""
        from assistant.settings import AssistantSettings
        from ingest.embedder import Embedder

        settings = AssistantSettings(home=home) if home else AssistantSettings()
        return cls(settings, Embedder(settings.embedding_model, settings.batch_size), {})

    @classmethod
    def build(cls, texts: Sequence[Text], home: Path) -> OurIndex:
        """Texts ingested as plain text files into a folder; one that is there already is brought up to date."""
        from assistant.settings import AssistantSettings
        from ingest.embedder import Embedder
        from ingest.pipeline import ingest

        names = {f"t{number:06d}": text for number, text in enumerate(texts)}
        folder = home / "texts-to-ingest"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in names.items():
            (folder / f"{name}.txt").write_text(text.text, encoding="utf-8", newline="\n")
        settings = AssistantSettings(home=home / "home")
        model = Embedder(settings.embedding_model, settings.batch_size)
        ingest([folder], settings, embedder=lambda: model)
        return cls(settings, model, {name: text.id for name, text in names.items()})


class Bm25:
    """bm25s as its README sets it up: English stop words and stems, over the chunks' words."""

    name = "BM25"

    def __init__(self, ours: OurIndex) -> None:
        import bm25s
        import Stemmer

        self._bm25s, self._stemmer = bm25s, Stemmer.Stemmer("english")
        self.chunks: Sequence[Span] = ours.chunks
        self._index = bm25s.BM25()
        self._index.index(self._tokens(ours.texts), show_progress=False)

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """Rank by BM25."""
        found, scores = self._index.retrieve(
            self._tokens([question]), k=min(DEPTH, len(self.chunks)), show_progress=False
        )
        return [int(n) for n, score in zip(found[0], scores[0], strict=True) if score > 0]

    def _tokens(self, texts: Sequence[str]) -> object:
        return self._bm25s.tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)


class Dense:
    """Exact cosine similarity of the chunks' vectors by MiniLM as its authors publish it."""

    name = "MiniLM dense"

    def __init__(self, ours: OurIndex) -> None:
        self.chunks: Sequence[Span] = ours.chunks
        self._model = as_published()
        rows = zip(ours.rows, ours.texts, strict=True)
        found = self._model.encode_chunks([ChunkText(row.chunk.context, text, ()) for row, text in rows])
        self._vectors = np.concatenate(found)

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """Rank by cosine similarity."""
        scores = self._vectors @ self._model.encode_questions([question])[0]
        return [int(n) for n in np.argsort(-scores)[:DEPTH]]


class TutorialChain:
    """LangChain's retrieval tutorial: its splitter at 1000/200, Chroma, similarity, MiniLM as published."""

    name = "LangChain tutorial"

    def __init__(self, texts: Sequence[Text], model: Embedder, folder: Path | None = None) -> None:
        """Split and embed texts into a store; one kept in a folder for the same pieces is used again."""
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        class Weights(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return [list(map(float, row)) for row in model.encode_questions(texts)]

            def embed_query(self, text: str) -> list[float]:
                return self.embed_documents([text])[0]

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        pages = [Document(page_content=text.text, metadata={"id": text.id}) for text in texts]
        parts = splitter.split_documents(pages)
        for number, part in enumerate(parts):
            part.metadata["number"] = number
        self.chunks: Sequence[Span] = [
            Span(p.metadata["id"], p.metadata["start_index"], p.metadata["start_index"] + len(p.page_content))
            for p in parts
        ]
        pieces = hashlib.sha256("\0".join([model.fingerprint, *(p.page_content for p in parts)]).encode()).hexdigest()
        name = f"tutorial-{pieces[:12] if folder else uuid4()}"  # stores in memory share what bears one name
        self._store = Chroma(name, Weights(), persist_directory=str(folder / name) if folder else None)
        for start in range(len(self._store.get(include=[])["ids"]), len(parts), STORED_AT_ONCE):
            self._store.add_documents(parts[start : start + STORED_AT_ONCE])

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """Rank by the store's similarity search."""
        return [found.metadata["number"] for found in self._store.similarity_search(question, k=DEPTH)]


class Credence:
    """Our retrieval: `fusion` stops after the added scores, `full` prepares the turn as for an answer and reranks."""

    def __init__(self, ours: OurIndex, full: bool) -> None:
        self.name = "Credence, full" if full else "Credence, fusion"
        self.chunks: Sequence[Span] = ours.chunks
        self._ours, self._full = ours, full

    def search(self, question: str, history: Sequence[Turn]) -> list[int]:
        """Rank by the assistant's own steps; the parts of a question are merged by score."""
        from assistant.condense import condense
        from assistant.retrieve import retrieve
        from assistant.search import find, prepare

        index, model = self._ours.index, self._ours.model
        if not self._full:
            found = retrieve(condense(question, history), index, model)
        else:
            ranked = [find(part, index, model) for part in prepare(question, history, (), index)]
            passages = [passage for one in ranked for passage in (*one.passages, *one.vetoed)]
            found = passages if len(ranked) == 1 else sorted(passages, key=lambda passage: -passage.score)
        numbers = [self._ours.number[passage.row.chunk.id] for passage in found]
        return list(dict.fromkeys(numbers))[:DEPTH]
