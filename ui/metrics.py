"""Prometheus metrics of one process. Nothing in them tells what anybody asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from assistant.types import Answer
from ingest.errors import CredenceError

if TYPE_CHECKING:
    from prometheus_client import Metric

    from ingest.library import Library

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.75, 1.5, 3.0, 10.0, 30.0)


class Metrics:
    """Counts answers, how long they and their steps took, what verification dropped, and faults."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "credence_answers", "Turns by how they ended.", ["outcome", "reason", "engine"], registry=self.registry
        )
        self._seconds = Histogram(
            "credence_answer_seconds", "Time of a whole answer.", buckets=BUCKETS, registry=self.registry
        )
        self._steps = Histogram(
            "credence_step_seconds", "Time of each step of answers.", ["step"], buckets=BUCKETS, registry=self.registry
        )
        self._dropped = Counter(
            "credence_statements_dropped", "Statements that verification refused.", registry=self.registry
        )
        self._warned = Counter("credence_warnings", "Warnings on answers.", ["kind"], registry=self.registry)
        self._faults = Counter("credence_faults", "Turns that failed.", ["fault"], registry=self.registry)
        self.running = Gauge("credence_questions_running", "Questions being answered.", registry=self.registry)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count one answer that took some seconds."""
        self._answers.labels(answer.outcome, answer.reason or "none", answer.engine).inc()
        self._seconds.observe(seconds)
        for step, milliseconds in answer.timings_ms.items():
            if step != "total":
                self._steps.labels(step).observe(milliseconds / 1000)
        self._dropped.inc(int(answer.receipt.get("dropped") or 0))
        for warning in answer.warnings:
            self._warned.labels(warning.kind).inc()

    def failed(self, fault: BaseException) -> None:
        """Count one turn that ended in a fault."""
        self._faults.labels(type(fault).__name__).inc()

    def watch(self, library: Callable[[], Library | None]) -> None:
        """Report the live generation of a library whenever the metrics are read."""
        self.registry.register(_IndexCollector(library))

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class _IndexCollector(Collector):
    """Which generation is live, how old it is, and how much of it waits for review."""

    def __init__(self, library: Callable[[], Library | None]) -> None:
        self._library = library

    def describe(self) -> list[Metric]:
        return []  # the library is not open yet when the collector is registered

    def collect(self) -> Iterator[Metric]:
        library = self._library()
        ready = GaugeMetricFamily(
            "credence_ready", "Whether questions can be answered.", value=0 if library is None else 1
        )
        yield ready
        if library is None:
            return
        try:
            generation, documents = library.generation, library.documents()
        except CredenceError:
            return
        live = GaugeMetricFamily("credence_index_info", "The live generation.", labels=["generation"])
        live.add_metric([generation], 1)
        yield live
        yield GaugeMetricFamily("credence_index_documents", "Documents of the live generation.", value=len(documents))
        overdue = sum(d.review_by is not None and d.review_by < date.today() for d in documents)
        yield GaugeMetricFamily("credence_index_overdue_documents", "Documents due for review.", value=overdue)
        if (built := _built(generation)) is not None:
            age = (datetime.now(UTC) - built).total_seconds()
            yield GaugeMetricFamily(
                "credence_index_age_seconds", "Time since the live generation was built.", value=age
            )


def _built(generation: str) -> datetime | None:
    """When a generation was built, by the time in its name (`g20261122T151312417`)."""
    try:
        return datetime.strptime(generation.rstrip("x") + "000", "g%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return None
