# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported, no-untyped-call"
"""LlamaIndex as its starter tutorial sets it up: VectorStoreIndex.from_documents, its own splitter and store."""

from __future__ import annotations

import sys

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from wire import DEPTH, read, write

texts, questions = read()
Settings.embed_model = HuggingFaceEmbedding(model_name=sys.argv[1], device="cpu")
documents = [Document(text=text, doc_id=name) for name, text in texts.items()]
nodes = SentenceSplitter().get_nodes_from_documents(documents)  # what from_documents does by default
index = VectorStoreIndex(nodes)
write("chunks", [[node.ref_doc_id, node.start_char_idx or 0, node.end_char_idx or 0] for node in nodes])
number = {node.node_id: place for place, node in enumerate(nodes)}
retriever = index.as_retriever(similarity_top_k=DEPTH)
for question in questions:
    write("found", [number[found.node.node_id] for found in retriever.retrieve(question)])
