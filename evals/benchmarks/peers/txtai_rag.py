# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported, no-untyped-call"
"""txtai as its guide to retrieval sets it up: Embeddings with content, over paragraphs cut by its Segmentation."""

from __future__ import annotations

import sys

from txtai import Embeddings
from txtai.pipeline import Segmentation
from wire import DEPTH, locate, read, write

texts, questions = read()
segment = Segmentation(paragraphs=True)
chunks: list[list[object]] = []
contents: list[str] = []
for name, text in texts.items():
    place = 0
    for piece in segment(text):
        place = locate(text, piece, place)
        chunks.append([name, place, place + len(piece)])
        contents.append(piece)
embeddings = Embeddings(path=sys.argv[1], content=True)
embeddings.index(contents)
write("chunks", chunks)
for question in questions:
    write("found", [int(found["id"]) for found in embeddings.search(question, DEPTH)])
