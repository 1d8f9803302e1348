"""Watching answers: metrics, one log line and, when wanted, one trace each. The words of questions stay out."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

from assistant.types import Answer, Draft, PassageReport, Progress, Turn
from ingest.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from assistant import Assistant
    from ui.api.settings import ServiceSettings
    from ui.metrics import Metrics
    from ui.startup import Opener, Tell

_log = logging.getLogger("credence.answers")


class Trace(Protocol):
    """Takes what is known of one turn when it has ended."""

    def ended(self, began_ns: int, answer: Answer | None, fault: BaseException | None) -> None:
        """Record a turn that began at a time in nanoseconds."""


class NoTrace:
    """Records nothing."""

    def ended(self, began_ns: int, answer: Answer | None, fault: BaseException | None) -> None:
        """Do nothing."""


class OpenTelemetry:
    """One span for each turn, with a child for each of its steps, from the answer's own timings."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def ended(self, began_ns: int, answer: Answer | None, fault: BaseException | None) -> None:
        """Record the span and its children."""
        from opentelemetry.trace import Status, StatusCode, set_span_in_context

        span = self._tracer.start_span("credence.answer", start_time=began_ns, attributes=_attributes(answer))
        if fault is not None:
            span.set_status(Status(StatusCode.ERROR, type(fault).__name__))
        at = began_ns
        for step, milliseconds in (answer.timings_ms if answer else {}).items():
            if step == "total":
                continue
            child = self._tracer.start_span(f"credence.{step}", context=set_span_in_context(span), start_time=at)
            at += int(milliseconds * 1e6)
            child.end(at)
        span.end()


def _attributes(answer: Answer | None) -> dict[str, str | int]:
    if answer is None:
        return {}
    return {
        "credence.outcome": answer.outcome.value,
        "credence.reason": answer.reason.value if answer.reason else "none",
        "credence.engine": answer.engine,
        "credence.generation": answer.generation,
        "credence.statements": len(answer.statements),
        "credence.citations": len(answer.citations),
        "credence.dropped": int(answer.receipt.get("dropped") or 0),
    }


def open_traces(wanted: bool) -> Trace:
    """Where traces go; OpenTelemetry's own variables say how (`OTEL_EXPORTER_OTLP_ENDPOINT` and others).

    Raises:
        SettingsError: they are wanted and OpenTelemetry is not installed.
    """
    if not wanted:
        return NoTrace()
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        remedy = "Install credence-img[telemetry], or unset CREDENCE_TRACES."
        raise SettingsError("Traces are wanted but OpenTelemetry is not installed.", remedy) from error
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "credence"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OpenTelemetry(provider.get_tracer("credence"))


def observed(opener: Opener, metrics: Metrics, settings: ServiceSettings) -> Opener:
    """An opener whose assistant is watched.

    Raises:
        SettingsError: traces are wanted and OpenTelemetry is not installed.
    """
    trace = open_traces(settings.traces)

    def opened(tell: Tell) -> Assistant:
        return cast("Assistant", Observed(opener(tell), metrics, trace))

    return opened


class Observed:
    """An assistant whose answers are watched; in all else the one it wraps."""

    def __init__(self, assistant: Assistant, metrics: Metrics, trace: Trace) -> None:
        self._assistant = assistant
        self._metrics = metrics
        self._trace = trace
        self.library = assistant.library

    def ask(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = (), explain: bool = False
    ) -> Answer:
        """Answer a question, as `Assistant.ask` does."""
        with self._turn() as seen:
            answer = self._assistant.ask(question, history, forget, explain)
            seen.append(answer)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), forget: Sequence[str] = ()
    ) -> Iterator[Progress | Draft | Answer]:
        """Answer a question piece by piece, as `Assistant.stream` does."""
        with self._turn() as seen:
            for piece in self._assistant.stream(question, history=history, forget=forget):
                if isinstance(piece, Answer):
                    seen.append(piece)
                yield piece

    def search(self, query: str, k: int = 10) -> list[PassageReport]:
        """The best passages for a query, as `Assistant.search` gives them."""
        return self._assistant.search(query, k=k)

    def close(self) -> None:
        """Close the assistant."""
        self._assistant.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    @contextmanager
    def _turn(self) -> Iterator[list[Answer]]:
        """Collects the answer of one turn and records how it ended; a reader who left early is no fault."""
        began_ns, began, seen = time.time_ns(), time.perf_counter(), list[Answer]()
        fault: Exception | None = None
        with self._metrics.running.track_inprogress():
            try:
                yield seen
            except Exception as error:
                fault = error
                raise
            finally:
                seconds = time.perf_counter() - began
                self._record(seen[-1] if seen else None, fault, seconds)
                self._trace.ended(began_ns, seen[-1] if seen else None, fault)

    def _record(self, answer: Answer | None, fault: Exception | None, seconds: float) -> None:
        if fault is not None:
            self._metrics.failed(fault)
            _log.warning("A question failed", extra={"fault": type(fault).__name__, "ms": round(seconds * 1000)})
        elif answer is not None:
            self._metrics.answered(answer, seconds)
            about = {key.removeprefix("credence."): value for key, value in _attributes(answer).items()}
            _log.info("A question was answered", extra={**about, "ms": round(seconds * 1000, 1)})
