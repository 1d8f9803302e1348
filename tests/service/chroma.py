"""A real Chroma server for tests, on a free port of 127.0.0.1, that can be killed and started again."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


class ChromaServer:
    """`chroma run` over a folder."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = int(probe.getsockname()[1])
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        place = ["--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([str(program), "run", *place], stdout=quiet, stderr=quiet, cwd=self._folder)
        until = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, "`chroma run` ended"
            assert time.monotonic() < until, "`chroma run` does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False
