"""Reading in a process of its own, within limits of time and memory.

Libraries for PDF, Word and HTML are large; a document made to hang, crash or swell them costs that
document and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from ingest.errors import DocumentError
from ingest.readers.base import Extracted

MEMORY = 3_000_000_000
"""Bytes of address space that a reading process may use (enforced on POSIX systems)."""


class ReaderProcess:
    """Reads files one after the other in a child process, which is started when first needed."""

    def __init__(self, seconds: float) -> None:
        """`seconds` limits the reading of one file."""
        self._seconds = seconds
        self._child: subprocess.Popen[str] | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, encoding: str | None = None) -> Extracted:
        """Read a file.

        Raises:
            DocumentError: it cannot be read, or not within the limits.
        """
        answer = self._ask({"path": str(path), "encoding": encoding}, path)
        if "extracted" not in answer:
            raise DocumentError(answer["message"], answer["remedy"])
        fields = answer["extracted"]
        fields["pages"] = tuple((start, number) for start, number in fields["pages"])
        return Extracted(**fields)

    def _ask(self, request: dict[str, Any], path: Path) -> dict[str, Any]:
        child = self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            child.stdin.write(json.dumps(request) + "\n")
            child.stdin.flush()
            line = child.stdout.readline()
            return dict(json.loads(line))
        except (OSError, ValueError) as error:
            self.close()
            reason = f"takes longer than {self._seconds:g} s" if late.is_set() else "makes its reader fail"
            raise DocumentError(f"{path} {reason}.", "Save it anew, or convert it to text.") from error
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[str]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "ingest.readers.worker", str(MEMORY)]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                env=environment,
            )
        return self._child

    def close(self) -> None:
        """End the child process."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        child.wait()
