"""Start-up, answers and ingest on this machine, beside the LangChain tutorial chain on the same guidance and weights.

The chain only retrieves: without a chat model it has no words to give, so its times are a floor, not an answer.
Both sides use the weights that are loaded already, so that neither pays for loading them twice.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.types import Draft
from evals.metrics.timing import percentile

if TYPE_CHECKING:
    from assistant import Assistant

QUESTIONS = 60
INGESTED = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure, the plain chain's where it has one, and the budget of design where there is one."""

    name: str
    value: float
    unit: str
    plain: float | None = None
    budget: float | None = None
    more_is_better: bool = False

    @property
    def held(self) -> bool | None:
        """Whether the budget is held; None without one."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.more_is_better else self.value <= self.budget


def measure_speed(home: Path | None, questions: Sequence[str]) -> list[Figure]:
    """Measure opening, answering and ingesting; `home` is the index to answer from.

    Raises:
        CredenceError: there is no index.
    """
    from evals.opening import opened

    began = time.perf_counter()
    with opened(home) as assistant:
        assistant.ask(questions[0])  # what is made on first use is part of the start
        start = time.perf_counter() - began
        figures = [Figure("start-up and the first answer", start, "s")]
        figures += _answer_figures(assistant, questions)
    return [*figures, *_ingest_figures()]


def table(figures: Sequence[Figure]) -> str:
    """The figures as Markdown."""
    lines = ["| Figure | Credence | Plain chain | Ratio | Budget | Held |", "| --- | ---: | ---: | ---: | ---: | --- |"]
    for one in figures:
        plain = f"{one.plain:.1f} {one.unit}" if one.plain is not None else ""
        ratio = f"{one.value / one.plain:.2f}" if one.plain else ""
        budget = f"{one.budget:.1f} {one.unit}" if one.budget is not None else ""
        held = {True: "yes", False: "NO", None: ""}[one.held]
        lines.append(f"| {one.name} | {one.value:.1f} {one.unit} | {plain} | {ratio} | {budget} | {held} |")
    return "\n".join(lines)


def _answer_figures(assistant: Assistant, questions: Sequence[str]) -> list[Figure]:
    from evals.benchmarks.data import Text
    from evals.benchmarks.systems import TutorialChain
    from ingest.embedder import Embedder

    answers = [1000 * _timed(partial(assistant.ask, question)) for question in questions]
    drafts = [1000 * first for question in questions if (first := _first_words(assistant, question)) is not None]
    memory = Figure("peak memory after answering", _peak_memory(), "MB", budget=1228.8)
    library = assistant.library
    texts = [Text(info.id, info.title, library.text(info.id)) for info in library.documents()]
    chain = TutorialChain(texts, Embedder())
    chain.search(questions[0], ())
    plain = [1000 * _timed(partial(chain.search, question, ())) for question in questions]
    return [
        Figure("answer, median", percentile(answers, 50) or 0, "ms", percentile(plain, 50), 150),
        Figure("answer, 95th percentile", percentile(answers, 95) or 0, "ms", percentile(plain, 95), 400),
        Figure("first words, median", percentile(drafts, 50) or 0, "ms", budget=100),
        memory,
    ]


def _first_words(assistant: Assistant, question: str) -> float | None:
    """Seconds until the first verified words; None when the turn has none."""
    began = time.perf_counter()
    for item in assistant.stream(question):
        if isinstance(item, Draft):
            return time.perf_counter() - began
    return None


def _ingest_figures() -> list[Figure]:
    """Ingest a part of the shipped guidance from nothing, then again unchanged, then by the plain chain."""
    from evals.benchmarks.data import Text
    from evals.benchmarks.systems import TutorialChain
    from ingest.corpus import corpus_folder
    from ingest.embedder import Embedder
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    model = Embedder()
    files = sorted(corpus_folder().rglob("*.md"))[:INGESTED]
    with tempfile.TemporaryDirectory(prefix="credence-bench-") as name:
        guidance = Path(name) / "guidance"
        guidance.mkdir()
        for file in files:
            shutil.copy(file, guidance / file.name)
        settings = IngestSettings(home=Path(name) / "home")
        report = ingest([guidance], settings, embedder=lambda: model)
        again = _timed(partial(ingest, [guidance], settings, embedder=lambda: model))
    texts = [Text(file.name, file.stem, file.read_text("utf-8")) for file in files]
    began = time.perf_counter()
    chain = TutorialChain(texts, model)
    plain = len(chain.chunks) / (time.perf_counter() - began)
    rate = report.chunks / report.seconds
    return [
        Figure("ingest, chunks a second, sentence vectors included", rate, "/s", plain, plain, more_is_better=True),
        Figure("ingest with nothing changed", again, "s", budget=1.0),
    ]


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _peak_memory() -> float:
    """Megabytes; 0 where the platform does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
