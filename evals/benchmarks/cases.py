"""Our own known answers as a data set: the guidance as it lies on disk, and the section that each case expects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.types import Turn
from evals.benchmarks.data import Dataset, Question, Span, Text
from evals.cases import Case, Split
from ingest.index import Index


def own_cases(cases: Sequence[Case], index: Index, split: Split | None = None) -> Dataset:
    """The last turn of every case that names the sections it expects.

    A section's span begins where the one before it ends, so that a chunk that holds its heading or its record counts.
    """
    texts = [Text(d.id, d.title, index.text(d.id)) for d in index.catalog.documents()]
    spans = {f"{text.id}#{name}": span for text in texts for name, span in _spans(text.id, index)}
    questions = []
    for case in cases:
        expect = case.turns[-1].expect
        golds = [spans[name] for name in (expect.sections if expect else ()) if name in spans]
        if golds and split in (None, case.split):
            history = tuple(Turn(turn.role, turn.text) for turn in case.turns[:-1])
            questions.append(Question(case.id, case.question, history, case.topic, golds[0], also=tuple(golds[1:])))
    return Dataset("Own cases", tuple(texts), tuple(questions))


def _spans(document: str, index: Index) -> list[tuple[str, Span]]:
    sections = sorted(index.catalog.sections(document), key=lambda section: section.start)
    starts = [sections[0].start if sections else 0, *(before.end for before, _ in pairwise(sections))]
    return [(s.id, Span(document, start, s.end)) for s, start in zip(sections, starts, strict=True)]
