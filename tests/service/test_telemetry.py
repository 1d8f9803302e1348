"""What the service tells about itself: metrics, log lines, traces; never what was asked."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from assistant.types import Answer
from ingest.errors import IndexDamagedError
from tests.ui.conftest import Site
from tests.ui.fakes import FakeAssistant
from ui.client import Client
from ui.logs import JsonLines
from ui.metrics import Metrics
from ui.telemetry import NoTrace, Observed, OpenTelemetry

SECRET = "What is Conrad 30 for my cousin Amaru?"


class TimedAssistant(FakeAssistant):
    """The fake, with steps timed and a sentence dropped by verification."""

    def ask(self, *args: Any, **kwargs: Any) -> Answer:
        answer = super().ask(*args, **kwargs)
        timings = {"retrieve": 20.0, "compose": 5.0, "total": 25.5}
        return replace(answer, timings_ms=timings, receipt={"dropped": 2})


def values(metrics: Metrics) -> dict[tuple[str, str], float]:
    families = text_string_to_metric_families(metrics.text().decode())
    return {(s.name, ",".join(s.labels.values())): s.value for family in families for s in family.samples}


def observed(trace: Any = None) -> tuple[Observed, Metrics]:
    metrics = Metrics()
    return Observed(TimedAssistant(), metrics, trace or NoTrace()), metrics  # type: ignore[arg-type]


def test_answers_steps_and_drops_are_counted_whole_or_streamed() -> None:
    assistant, metrics = observed()
    assistant.ask(SECRET)
    list(assistant.stream(SECRET))
    seen = values(metrics)
    assert seen["credence_answers_total", "extractive,answered,none"] == 2
    assert seen["credence_answer_seconds_count", ""] == 2
    assert seen["credence_step_seconds_sum", "retrieve"] == pytest.approx(0.04)
    assert ("credence_step_seconds_sum", "total") not in seen
    assert seen["credence_statements_dropped_total", ""] == 4
    assert seen["credence_questions_running", ""] == 0


def test_faults_are_counted_and_readers_who_leave_are_not() -> None:
    assistant, metrics = observed()
    with pytest.raises(IndexDamagedError):
        list(assistant.stream("damaged"))
    leaving = assistant.stream(SECRET)
    next(leaving)
    leaving.close()  # type: ignore[attr-defined]
    seen = values(metrics)
    assert seen["credence_faults_total", "IndexDamagedError"] == 1
    assert not any(name == "credence_answers_total" for name, _ in seen)
    assert seen["credence_questions_running", ""] == 0


def test_the_index_is_described_when_the_metrics_are_read(service: Site) -> None:
    with Client(service.url) as client:
        client.ask("What is Conrad 30?")
    text = httpx.get(f"{service.url}/metrics").text
    samples = {s.name: s for family in text_string_to_metric_families(text) for s in family.samples}
    assert samples["credence_ready"].value == 1
    assert samples["credence_index_info"].labels == {"generation": "generation-1"}
    assert samples["credence_index_documents"].value == 3
    assert "credence_answers_total" in samples


def test_the_age_of_a_generation_is_told_by_its_name() -> None:
    metrics, assistant = Metrics(), FakeAssistant()
    assistant.library.generation = "g20200101T000000000x"
    metrics.watch(lambda: assistant.library)  # type: ignore[arg-type,return-value]
    assert values(metrics)["credence_index_age_seconds", ""] > 5 * 365 * 86_400


@pytest.fixture
def lines() -> Iterator[list[str]]:
    written: list[str] = []
    logger, form = logging.getLogger("credence.answers"), JsonLines()
    handler = logging.Handler()
    handler.emit = lambda record: written.append(form.format(record))  # type: ignore[method-assign]
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield written
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_each_answer_is_one_json_line_without_its_words(lines: list[str]) -> None:
    observed()[0].ask(SECRET)
    (line,) = (json.loads(text) for text in lines)
    assert line["outcome"] == "answered"
    assert line["dropped"] == 2
    assert line["ms"] >= 0
    assert "Amaru" not in "".join(lines)


def test_a_fault_is_logged_by_its_kind(lines: list[str]) -> None:
    with pytest.raises(IndexDamagedError):
        list(observed()[0].stream("damaged"))
    assert json.loads(lines[0])["fault"] == "IndexDamagedError"


def test_each_answer_is_a_span_with_its_steps() -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    assistant, _ = observed(OpenTelemetry(provider.get_tracer("credence")))
    assistant.ask(SECRET)
    retrieve, compose, answer = exporter.get_finished_spans()
    assert [retrieve.name, compose.name, answer.name] == ["credence.retrieve", "credence.compose", "credence.answer"]
    assert retrieve.parent is not None
    assert retrieve.parent.span_id == answer.context.span_id
    assert compose.start_time == retrieve.end_time
    assert (answer.attributes or {})["credence.outcome"] == "answered"
    assert "Amaru" not in answer.to_json()


def test_a_fault_marks_the_span() -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    assistant, _ = observed(OpenTelemetry(provider.get_tracer("credence")))
    with pytest.raises(IndexDamagedError):
        list(assistant.stream("damaged"))
    assert exporter.get_finished_spans()[0].status.description == "IndexDamagedError"
