"""The deployment files: each by its linter, and nginx for real in front of two pages."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.ui.fakes import FakeAssistant
from ui.api.settings import ServiceSettings
from ui.app import create_app
from ui.environment import settings_classes
from ui.server import listen
from ui.settings import UiSettings
from ui.startup import Phase, State

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name != "kustomization.yaml")


def lint(program: str, *arguments: object) -> None:
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile() -> None:
    lint("hadolint", DEPLOY / "Dockerfile")


def test_the_yaml() -> None:
    lint("yamllint", "--strict", "--config-file", DEPLOY / ".yamllint", DEPLOY)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_the_manifests(path: Path) -> None:
    lint("kubernetes-validate", "--strict", path)


def test_every_manifest_is_applied() -> None:
    named = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text("utf-8"))["resources"]
    assert sorted(named) == [path.name for path in MANIFESTS]


def test_nginx_by_gixy() -> None:
    """Streams need buffering off; the names of a compose network are resolved at the start; links need the port."""
    skipped = "proxy_buffering_off,stale_dns_cache,host_spoofing"
    lint("gixy", "--skips", skipped, DEPLOY / "nginx" / "nginx.conf")


def test_only_known_settings_are_set() -> None:
    known = {f"CREDENCE_{name.upper()}" for cls in settings_classes() for name in cls.model_fields}
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    used = {name for path in files for name in re.findall(r"\bCREDENCE_[A-Z_]+\b", path.read_text("utf-8"))}
    assert used
    assert used <= known


def test_compose_names_what_it_uses() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = compose["services"]
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert set(service.get("depends_on", {})) <= set(services)
        sources = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert all(s in compose["volumes"] or (DEPLOY / s).exists() for s in sources)
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


@dataclass
class Cluster:
    """Two pages behind nginx."""

    url: str
    assistants: list[FakeAssistant]
    servers: list[Any]

    def process(self, client: httpx.Client) -> str:
        return str(client.get("/readyz").json()["process"])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is missing: `apt-get install nginx-light`")
    folder = tmp_path_factory.mktemp("nginx")
    pages = [_page(folder / str(n)) for n in range(2)]
    port = _free_port()
    config = _config(folder, port, [p.port for p in pages])
    checked = subprocess.run([program, "-t", "-q", "-c", str(config)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    running = subprocess.Popen([program, "-g", "daemon off;", "-c", str(config)], stderr=subprocess.DEVNULL)
    _await(port)
    yield Cluster(f"http://127.0.0.1:{port}", [p.assistant for p in pages], [p.server for p in pages])
    running.terminate()
    running.wait(10)
    for page in pages:
        page.server.should_exit = True
        page.thread.join(10)


@dataclass
class _Page:
    port: int
    assistant: FakeAssistant
    server: Any
    thread: threading.Thread


def _page(home: Path) -> _Page:
    """A page that is ready at once: without Gradio, which nginx does not need to see."""
    import uvicorn

    assistant: Any = FakeAssistant()
    app = create_app(UiSettings(home=home), lambda tell: assistant, ServiceSettings(home=home))
    app.state.startup.assistant, app.state.startup.state = assistant, State(Phase.READY)
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, log_level="warning", lifespan="off", proxy_headers=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    _await(port)
    return _Page(port, assistant, server, thread)


def _config(folder: Path, port: int, ports: list[int]) -> Path:
    """The shipped files with other addresses and folders."""
    pages = (DEPLOY / "nginx" / "pages.conf").read_text("utf-8")
    for name, other in zip(("page1:7860", "page2:7860"), ports, strict=True):
        assert name in pages
        pages = pages.replace(name, f"127.0.0.1:{other}")
    (folder / "pages.conf").write_text(pages, "utf-8")
    whole = (DEPLOY / "nginx" / "nginx.conf").read_text("utf-8")
    whole = whole.replace("listen 8080", f"listen 127.0.0.1:{port}").replace(" /tmp/", f" {folder}/")
    path = folder / "nginx.conf"
    path.write_text(whole.replace("/etc/nginx/pages.conf", str(folder / "pages.conf")), "utf-8")
    return path


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < until, f"nothing listens on {port}"
            time.sleep(0.02)


def test_a_reader_stays_on_one_page_and_readers_spread_over_both(cluster: Cluster) -> None:
    seen = set()
    for _ in range(12):
        with httpx.Client(base_url=cluster.url) as reader:
            first = cluster.process(reader)
            assert re.fullmatch(r"[0-9a-f]{32}", reader.cookies["credence_page"])
            assert {cluster.process(reader) for _ in range(4)} == {first}
            seen.add(first)
    assert len(seen) == 2


def test_answers_stream_through(cluster: Cluster) -> None:
    for assistant in cluster.assistants:
        assistant.release.clear()
    body = {"question": "gate", "stream": True}
    with httpx.stream("POST", f"{cluster.url}/api/ask", json=body, timeout=20) as response:
        lines = response.iter_lines()
        assert next(line for line in lines if line.startswith("event")) == "event: progress"
        assert next(line for line in lines if line.startswith("event")) == "event: draft"
        for assistant in cluster.assistants:
            assistant.release.set()
        assert [line for line in lines if line.startswith("event")][-1] == "event: answer"


def test_what_a_client_claims_about_its_address_counts_for_nothing(cluster: Cluster) -> None:
    headers = {"x-forwarded-for": "192.0.2.7"}
    assert httpx.post(f"{cluster.url}/api/ask", json={"question": "x"}, headers=headers).status_code == 200


def test_metrics_are_not_for_everyone(cluster: Cluster) -> None:
    assert httpx.get(f"{cluster.url}/metrics").status_code == 404


def test_a_page_that_is_gone_is_passed_over(cluster: Cluster) -> None:
    cluster.servers[0].should_exit = True
    with httpx.Client(base_url=cluster.url) as reader:
        until = time.monotonic() + 10
        while len({cluster.process(httpx.Client(base_url=cluster.url)) for _ in range(6)}) > 1:
            assert time.monotonic() < until
        assert all(reader.get("/readyz").status_code == 200 for _ in range(6))
