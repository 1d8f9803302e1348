"""Retrieve and rerank against the clock on a grown index: the whole, its stages, and whether it still finds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from assistant.features import measure as features_of
from assistant.features import search
from assistant.query import Query
from assistant.rank import Ranked, rerank
from assistant.retrieve import CANDIDATES, candidates, retrieve
from assistant.search import prepare
from evals.benchmarks.cases import own_cases
from evals.benchmarks.data import Question
from evals.benchmarks.growth import Grown, Notify, Real, grow, timed
from evals.loader import load_cases
from evals.metrics.timing import percentile
from ingest.embedder import Embedder
from ingest.generation import Home
from ingest.index import Index, IndexHandle
from ingest.settings import IngestSettings

STAGES = ("prepare", "embed", "words", "candidates", "features", "rerank")


def measure_growth(
    home: Path, sizes: Sequence[int], work: Path, questions: int, seed: int, notify: Notify
) -> list[Grown]:
    """Measure at each size, the guidance of `home` among distractors; indexes in `work` are kept for the next run."""
    handle = IndexHandle(IngestSettings(home=home))
    real, model = Real.read(handle.acquire()), Embedder()
    asked = own_cases(load_cases(), real.index).sample(questions).questions
    grown = []
    for size in sizes:
        opened = _open(grow(real, size, work / f"{size}", seed, notify))
        notify(f"{size:,} chunks: asking", 0, 1)
        grown.append(_measure(opened, model, real, asked))
        notify(f"{size:,} chunks: asking", 1, 1)
        opened.close()
    handle.close()
    return grown


def _open(home: Home) -> Index:
    return Index(home, home.manifest(home.current()), IngestSettings(home=home.root))


def _measure(index: Index, model: Embedder, real: Real, asked: Sequence[Question]) -> Grown:
    queries = [prepare(question.text, question.history, (), index)[0] for question in asked]
    for query in queries[:10]:
        retrieve(query, index, model)
    whole, found, stages = [], [], []
    for question, query in zip(asked, queries, strict=True):
        stages.append(_stages(question, query, index, model))
        took, ranked = timed(partial(_find, query, index, model))
        whole.append(took + stages[-1][1])  # its texts were embedded before, and are remembered
        best = [(p.row.chunk.document, p.row.chunk.start, p.row.chunk.end) for p in ranked.passages[:5]]
        found.append(any(_holds(question, *one) for one in best))
    return Grown(
        chunks=index.manifest.chunks,
        p50=percentile(whole, 50) or 0.0,
        p95=percentile(whole, 95) or 0.0,
        stages={name: median(row[place] for row in stages) for place, name in enumerate(STAGES)},
        neighbors=_neighbors(queries, index, model),
        found=float(np.mean(found)),
    )


def _stages(question: Question, query: Query, index: Index, model: Embedder) -> list[float]:
    """Milliseconds of each stage, measured one by one."""
    texts = list(query.texts)
    prepared, _ = timed(lambda: prepare(question.text, question.history, (), index))
    embedded, vectors = timed(lambda: model.encode_questions(texts, advance=lambda _: None))  # remembers nothing
    worded, searched = timed(lambda: search(texts, vectors, index))
    proposed, rows = timed(lambda: candidates(searched, index))
    measured, _ = timed(lambda: features_of(rows, searched, query, index))
    passages = retrieve(query, index, model)
    reranked, _ = timed(lambda: rerank(passages, query, index))
    return [prepared, embedded, worded, proposed, measured, reranked]


def _find(query: Query, index: Index, model: Embedder) -> Ranked:
    return rerank(retrieve(query, index, model), query, index)


def _holds(question: Question, document: str, start: int, end: int) -> bool:
    spans = [span for span in (question.gold, *question.also) if span]
    return any(span.document == document and start < span.end and span.start < end for span in spans)


def _neighbors(queries: Sequence[Query], index: Index, model: Embedder) -> float:
    """Share of the exact nearest chunks among those that the store gives."""
    rows = list(index.catalog.chunks())
    exact = np.stack([np.asarray(index.vectors[row.vector], dtype=np.float32) for row in rows])
    shares = []
    for query in queries[:50]:
        vector = model.encode_questions([query.texts[0]])
        given = set(index.nearest("chunks", vector, CANDIDATES)[0])
        best = np.argpartition(-(exact @ vector[0]), CANDIDATES)[:CANDIDATES]
        shares.append(len(given & {rows[n].chunk.id for n in best}) / CANDIDATES)
    return float(np.mean(shares))
