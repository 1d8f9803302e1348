"""One ingest at a time for each home folder.

The operating system's file lock does the work, so a killed process leaves nothing behind that has
to be cleaned up; a note beside it says who holds the lock and since when.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from ingest.errors import IndexBusyError, InputError


@contextlib.contextmanager
def ingest_lock(root: Path) -> Iterator[None]:
    """Hold the lock of a home folder.

    Raises:
        IndexBusyError: another process holds it; the message names its process id and age.
        InputError: the folder cannot be written.
    """
    note = root / "ingest.owner"
    lock = _acquired(root, note)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _acquired(root: Path, note: Path) -> BaseFileLock:
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / "ingest.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise IndexBusyError(f"Another ingest is running{_owner(note)}.", "Wait for it, or stop it.") from None
    except OSError as error:
        raise _unwritable(root, error) from error
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "since": time.time()}), "utf-8")
    except OSError as error:
        lock.release()
        raise _unwritable(root, error) from error
    return lock


def _unwritable(root: Path, error: OSError) -> InputError:
    reason = error.strerror or type(error).__name__
    return InputError(f"{root} cannot be written ({reason}).", "Make room, or choose another folder with --home.")


def _owner(note: Path) -> str:
    try:
        data = json.loads(note.read_text("utf-8"))
        return f" (process {data['pid']}, for {time.time() - data['since']:.0f} s)"
    except (OSError, ValueError, KeyError):
        return ""
