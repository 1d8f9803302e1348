"""API keys: only their hashes are kept, in one file that every process of the service reads.

A key is 256 random bits, so one round of SHA-256 protects it as well as a slow hash would. The file is
read again when it changes: a removed key stops working at once, in all processes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import InputError, SettingsError
from ui.limits import RateLimit

PREFIX = "credence_"
DEFAULT_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Key:
    """Who a key was given to, and how many questions a minute it may ask in each process."""

    name: str
    per_minute: int
    created: str


_KEYS = TypeAdapter(dict[str, Key])


class Keyring:
    """The keys in a file; without the file nobody needs one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._keys: Mapping[str, Key] = {}
        self._limits: dict[str, RateLimit] = {}

    def keys(self) -> Mapping[str, Key]:
        """Keys by the hash of the secret.

        Raises:
            SettingsError: the file cannot be read.
        """
        with self._lock:
            try:
                stat = self._path.stat()
            except FileNotFoundError:
                self._stamp, self._keys = None, {}
                return self._keys
            stamp = (stat.st_mtime_ns, stat.st_ino)
            if stamp != self._stamp:
                self._keys, self._limits = self._read(), {}
                self._stamp = stamp
            return self._keys

    def find(self, secret: str) -> Key | None:
        """The key that a secret belongs to."""
        return self.keys().get(_hash(secret))

    def wait(self, key: Key) -> int:
        """Count one question of a key; 0 when it may go on, else the seconds until the next may."""
        with self._lock:
            limit = self._limits.setdefault(key.name, RateLimit(key.per_minute))
        return limit.wait(key.name)

    def add(self, name: str, per_minute: int = DEFAULT_PER_MINUTE) -> str:
        """Make a key and return its secret, which is not kept anywhere.

        Raises:
            InputError: there is a key of that name, or the name is empty.
        """
        keys = dict(self.keys())
        if not name.strip() or any(key.name == name for key in keys.values()):
            raise InputError(f"There is a key named “{name}” already, or the name is empty.", "Choose another name.")
        secret = PREFIX + secrets.token_urlsafe(32)
        keys[_hash(secret)] = Key(name, per_minute, datetime.now(UTC).isoformat(timespec="seconds"))
        self._write(keys)
        return secret

    def remove(self, name: str) -> None:
        """Make a key useless.

        Raises:
            InputError: there is none of that name.
        """
        keys = self.keys()
        kept = {hashed: key for hashed, key in keys.items() if key.name != name}
        if len(kept) == len(keys):
            raise InputError(f"There is no key named “{name}”.", "`credence keys list` names them.")
        self._write(kept)

    def _read(self) -> Mapping[str, Key]:
        try:
            return _KEYS.validate_json(self._path.read_bytes())
        except (OSError, ValidationError) as error:
            message = f"The API keys in {self._path} cannot be read."
            raise SettingsError(message, "Remove the file and make the keys again with `credence keys add`.") from error

    def _write(self, keys: Mapping[str, Key]) -> None:
        """Replace the file at once, readable by its owner only."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=".api-keys-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({hashed: asdict(key) for hashed, key in keys.items()}, file, indent=1)
        os.replace(name, self._path)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
