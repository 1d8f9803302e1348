# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported, no-untyped-call"
"""Haystack as its guide to indexing sets it up: DocumentSplitter, sentence-transformers embedders, in-memory store."""

from __future__ import annotations

import sys

from haystack import Document
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from wire import DEPTH, read, write

texts, questions = read()
splitter = DocumentSplitter()
splitter.warm_up()
pages = [Document(content=text, meta={"name": name}) for name, text in texts.items()]
pieces = splitter.run(documents=pages)["documents"]
embedder = SentenceTransformersDocumentEmbedder(model=sys.argv[1], progress_bar=False)
embedder.warm_up()
store = InMemoryDocumentStore(embedding_similarity_function="cosine")
store.write_documents(embedder.run(documents=pieces)["documents"])
write(
    "chunks",
    [[p.meta["name"], p.meta["split_idx_start"], p.meta["split_idx_start"] + len(p.content)] for p in pieces],
)
number = {piece.id: place for place, piece in enumerate(pieces)}
asker = SentenceTransformersTextEmbedder(model=sys.argv[1], progress_bar=False)
asker.warm_up()
retriever = InMemoryEmbeddingRetriever(document_store=store, top_k=DEPTH)
for question in questions:
    found = retriever.run(query_embedding=asker.run(text=question)["embedding"])["documents"]
    write("found", [number[piece.id] for piece in found])
