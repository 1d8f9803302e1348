"""How many readers the service carries, beside the plain LangChain chain behind FastAPI.

Both run from the start to the end and are asked in turns, in short slices, so that whatever else the machine does falls
on both alike. A reader stays with one process of a system, as behind a balancer that goes by a cookie. No question is
asked twice of a system.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from ingest.errors import InputError, ServeError

START_SECONDS = 900
MOST_A_SECOND = 150
"""Questions that are laid ready for each second of a slice."""

PLAIN, OURS = "LangChain tutorial, passages only", "Credence"
_OPENINGS = (
    "",
    "Hi, ",
    "Quick question: ",
    "Sorry to ask again, ",
    "A colleague wonders: ",
    "Hello. ",
    "Please tell me: ",
)
_ENDINGS = (
    "",
    " Thanks.",
    " I could not find it.",
    " Thank you in advance!",
    " I am new to this.",
    " Please be brief.",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What some readers saw in some seconds of one system.

    `times` counts requests by their milliseconds; `memory` are samples of the resident memory of its processes in
    megabytes, the first before the first slice; `cpu` are the seconds of processor time that they took.
    """

    system: str
    readers: int
    seconds: int = 0
    processes: int = 1
    requests: int = 0
    failures: int = 0
    cpu: float = 0.0
    times: tuple[tuple[float, int], ...] = ()
    memory: tuple[float, ...] = ()

    @property
    def per_second(self) -> float:
        """Questions answered in a second."""
        return (self.requests - self.failures) / self.seconds

    def and_then(self, other: Load) -> Load:
        """This and a later slice of the same readers."""
        times = dict(self.times)
        for milliseconds, count in other.times:
            times[milliseconds] = times.get(milliseconds, 0) + count
        return replace(
            self,
            seconds=self.seconds + other.seconds,
            requests=self.requests + other.requests,
            failures=self.failures + other.failures,
            cpu=self.cpu + other.cpu,
            times=tuple(sorted(times.items())),
            memory=(*self.memory, *other.memory),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Each number of `readers` asks each system for `seconds` in all, in `slices` turns.

    `processes` is how many there are of each system.
    """

    readers: Sequence[int]
    seconds: int
    slices: int
    processes: Mapping[str, int]


def measure(home: Path, questions: Sequence[str], plan: Plan, work: Path) -> Iterator[Load]:
    """Ask both systems the same questions.

    `work` keeps the plain chain's store, which takes as long to embed as an ingest, for the next run.

    Yields:
        Each slice as it ends; `whole` adds up those of a system.

    Raises:
        InputError: locust is missing.
        ServeError: a server does not start.
    """
    try:
        import locust  # noqa: F401
    except ImportError as error:
        raise InputError("locust is missing.", "Install credence-img[bench].") from error
    with ExitStack() as stack:
        asked = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "questions.json"
        plain = ["-m", "evals.benchmarks.plain_server", str(home), "{port}", str(work)]
        ours = ["-m", "ui.cli", "serve", "--home", str(home), "--port", "{port}"]
        systems = {
            name: [stack.enter_context(_serving(run)) for _ in range(plan.processes[name])]
            for name, run in ((PLAIN, plain), (OURS, ours))
        }
        part, place = max(1, plan.seconds // plan.slices), 0
        for servers in systems.values():  # what is loaded on first use is not the readers' time
            place = _lay_ready(asked, questions, 0, 5)
            _run(servers, asked, readers=2 * len(servers), seconds=5)
        for count in plan.readers:
            for _ in range(plan.slices):
                place = _lay_ready(asked, questions, place, part)
                for system, servers in systems.items():
                    yield _slice(Load(system, count, part, len(servers)), servers, asked)


def whole(slices: Sequence[Load]) -> list[Load]:
    """The slices of each system and number of readers added up, in the order of their first ones."""
    found: dict[tuple[str, int], Load] = {}
    for one in slices:
        key = one.system, one.readers
        found[key] = found[key].and_then(one) if key in found else one
    return list(found.values())


def varied(questions: Sequence[str], start: int, count: int) -> list[str]:
    """Some of the questions in all their openings and endings, in which none comes twice."""
    ways = list(product(_ENDINGS, _OPENINGS))
    found = []
    for number in range(start, start + count):
        turn, place = divmod(number, len(questions))
        ending, opening = ways[turn % len(ways)]
        found.append(f"{opening}{questions[place]}{ending}")
    return found


def _lay_ready(path: Path, questions: Sequence[str], place: int, seconds: int) -> int:
    count = seconds * MOST_A_SECOND
    path.write_text(json.dumps(varied(questions, place, count)), "utf-8")
    return place + count


@dataclass(frozen=True, slots=True)
class _Server:
    url: str
    pid: int


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[_Server]:
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
        yield _Server(url, server.pid)
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


def _slice(load: Load, servers: Sequence[_Server], questions: Path) -> Load:
    import psutil

    processes = [psutil.Process(server.pid) for server in servers]

    def now() -> tuple[float, float]:
        times = [process.cpu_times() for process in processes]
        memory = sum(process.memory_info().rss for process in processes)
        return float(memory) / 1e6, float(sum(time.user + time.system for time in times))

    before, cpu = now()
    requests, failures, times = totals(_run(servers, questions, load.readers, load.seconds))
    after, cpu_after = now()
    return replace(
        load,
        requests=requests,
        failures=failures,
        cpu=cpu_after - cpu,
        times=tuple(sorted(times.items())),
        memory=(before, after),
    )


def _run(servers: Sequence[_Server], questions: Path, readers: int, seconds: int) -> str:
    """What locust reports of one run."""
    users = ["--users", str(readers), "--spawn-rate", str(readers)]
    script = Path(__file__).with_name("load.py")
    command = [sys.executable, "-m", "locust", "-f", str(script), "--headless", "--json", *users]
    hosts = " ".join(server.url for server in servers)
    environment = {**os.environ, "LOAD_QUESTIONS": str(questions), "LOAD_HOSTS": hosts}
    command += ["--run-time", f"{seconds}s", "--stop-timeout", "60", "--exit-code-on-error", "0"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def totals(report: str) -> tuple[int, int, dict[float, int]]:
    """Requests, failures, and requests by milliseconds, from what `locust --json` prints."""
    found = json.loads(report[report.index("[") :])
    times: dict[float, int] = {}
    for part in found:
        for milliseconds, count in part["response_times"].items():
            times[float(milliseconds)] = times.get(float(milliseconds), 0) + int(count)
    return sum(int(part["num_requests"]) for part in found), sum(int(part["num_failures"]) for part in found), times


def percentile(times: Sequence[tuple[float, int]], share: float) -> float:
    """The smallest time that covers a share of all requests; not a number without any."""
    left = share * sum(count for _, count in times)
    for milliseconds, count in sorted(times):
        left -= count
        if left <= 1e-9:
            return milliseconds
    return float("nan")


def markdown(loads: Sequence[Load]) -> str:
    """The measurements as a Markdown table, one row a system and number of readers, and how they compare."""
    columns = "processes | readers | seconds | a second | p50 ms | p95 ms | failures | CPU ms a question | memory MB"
    lines = [f"| system | {columns} |", "| --- |" + " ---: |" * 9]
    for load in loads:
        cpu = 1000 * load.cpu / max(1, load.requests)
        cells = [f"{load.processes}", f"{load.readers}", f"{load.seconds}", f"{load.per_second:.1f}"]
        cells += [f"{percentile(load.times, 0.5):.0f}", f"{percentile(load.times, 0.95):.0f}", f"{load.failures}"]
        memory = ", ".join(f"{size:.0f}" for size in (load.memory[0], *load.memory[1::2]))
        lines.append(f"| {load.system} | {' | '.join(cells)} | {cpu:.1f} | {memory} |")
    by = {(load.system, load.readers): load for load in loads}
    for count in dict.fromkeys(load.readers for load in loads):
        ours, plain = by.get((OURS, count)), by.get((PLAIN, count))
        if ours and plain and plain.per_second:
            lines.append(
                f"\n{count} readers: {ours.per_second / plain.per_second:.2f} times the plain chain's throughput."
            )
    return "\n".join(lines) + "\n"
