"""How many readers one process of the service carries, beside the plain LangChain chain behind FastAPI."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError, ServeError

START_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Load:
    """What some readers saw in some seconds; times in milliseconds, memory of the server in megabytes."""

    system: str
    readers: int
    seconds: int
    requests: int
    failures: int
    p50: float
    p95: float
    memory_before: float
    memory_after: float

    @property
    def per_second(self) -> float:
        """Questions answered in a second."""
        return (self.requests - self.failures) / self.seconds


def measure(home: Path, questions: Sequence[str], readers: Sequence[int], seconds: int) -> Iterator[Load]:
    """Ask both systems the same questions with each number of readers.

    Raises:
        InputError: locust is missing.
        ServeError: a server does not start.
    """
    try:
        import locust  # noqa: F401
    except ImportError as error:
        raise InputError("locust is missing.", "Install credence-img[bench].") from error
    commands = {
        "LangChain tutorial, passages only": ["-m", "evals.benchmarks.plain_server", str(home), "{port}"],
        "Credence": ["-m", "ui.cli", "serve", "--home", str(home), "--port", "{port}"],
    }
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "questions.json"
        asked.write_text(json.dumps(list(questions)), "utf-8")
        for system, command in commands.items():
            with _serving(command) as (url, pid):
                _run(url, asked, readers=2, seconds=5)  # what is loaded on first use is not the readers' time
                for count in readers:
                    before = _memory(pid)
                    stats = _run(url, asked, count, seconds)
                    yield _load(system, count, seconds, stats, before, _memory(pid))


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "CREDENCE_RATE_PER_MINUTE": "1000000",
        "OMP_WAIT_POLICY": "PASSIVE",
    }  # in favor of the chain
    arguments = [sys.executable, *(part.format(port=port) for part in command)]
    server = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/readyz", server)
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise ServeError("A server of the benchmark does not start.", "Run it by hand to see why.")


def _run(url: str, questions: Path, readers: int, seconds: int) -> dict[str, float]:
    """One run of locust; its totals."""
    users = ["--users", str(readers), "--spawn-rate", str(readers)]
    script = Path(__file__).with_name("load.py")
    command = [sys.executable, "-m", "locust", "-f", str(script), "--headless", "--json", "--host", url, *users]
    environment = {**os.environ, "LOAD_QUESTIONS": str(questions)}
    command += ["--run-time", f"{seconds}s", "--stop-timeout", "30", "--exit-code-on-error", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return totals(done.stdout)


def totals(report: str) -> dict[str, float]:
    """Requests, failures and percentiles from what `locust --json` prints."""
    found = json.loads(report[report.index("[") :])
    times: dict[float, int] = {}
    for part in found:
        for milliseconds, count in part["response_times"].items():
            times[float(milliseconds)] = times.get(float(milliseconds), 0) + int(count)
    requests = sum(int(part["num_requests"]) for part in found)
    failures = sum(int(part["num_failures"]) for part in found)
    return {
        "requests": requests,
        "failures": failures,
        "p50": percentile(times, 0.50),
        "p95": percentile(times, 0.95),
    }


def percentile(times: dict[float, int], share: float) -> float:
    """The smallest time that covers a share of all requests; not a number without any."""
    left = share * sum(times.values())
    for milliseconds in sorted(times):
        left -= times[milliseconds]
        if left <= 1e-9:
            return milliseconds
    return float("nan")


def _load(system: str, readers: int, seconds: int, stats: dict[str, float], before: float, after: float) -> Load:
    counts = int(stats["requests"]), int(stats["failures"])
    return Load(system, readers, seconds, *counts, stats["p50"], stats["p95"], before, after)


def _memory(pid: int) -> float:
    import psutil

    return float(psutil.Process(pid).memory_info().rss) / 1e6


def markdown(loads: Sequence[Load]) -> str:
    """The measurements as a Markdown table."""
    head = "| system | readers | questions a second | p50 ms | p95 ms | failures | memory MB, before and after |"
    lines = [head, "| --- | --- | --- | --- | --- | --- | --- |"]
    lines += [
        f"| {load.system} | {load.readers} | {load.per_second:.1f} | {load.p50:.0f} | {load.p95:.0f} "
        f"| {load.failures} | {load.memory_before:.0f}, {load.memory_after:.0f} |"
        for load in loads
    ]
    return "\n".join(lines) + "\n"
