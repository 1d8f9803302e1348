"""The page's own sign-in: hashed passwords, or a name that a trusted proxy vouches for.

`CREDENCE_AUTH` is `name:hash[,name:hash...]` or `header:<Header-Name>`. Run `python -m ui.auth` to
make a hash. Sessions are signed cookies; the key lives as long as the process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.errors import SettingsError

COOKIE = "credence_session"
SESSION_SECONDS = 12 * 3600
_COST, _BLOCK, _LANES = 2**14, 8, 1
_REMEDY = "Make one with `python -m ui.auth NAME`."


@dataclass(frozen=True, slots=True)
class Auth:
    """Who may use the page: the hashes by name, or the header that carries the name."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    header: str | None = None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def check(self, name: str, password: str) -> bool:
        """Whether the password is the name's; takes as long for an unknown name."""
        known = self.hashes.get(name)
        right = _matches(password, known or _DECOY)
        return right and known is not None

    def session(self, name: str, now: float | None = None) -> str:
        """A cookie value that proves for some hours that this name signed in."""
        until = int((time.time() if now is None else now) + SESSION_SECONDS)
        payload = f"{until}.{base64.urlsafe_b64encode(name.encode()).decode()}"
        return f"{payload}.{self._sign(payload)}"

    def user(self, cookie: str | None, now: float | None = None) -> str | None:
        """The name in a cookie; None when it is missing, forged or too old."""
        payload, _, signature = (cookie or "").rpartition(".")
        if not payload or not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            return None
        until, _, name = payload.partition(".")
        if int(until) < (time.time() if now is None else now):
            return None
        return base64.urlsafe_b64decode(name).decode()

    def _sign(self, payload: str) -> str:
        return hmac.new(self.key, payload.encode(), hashlib.sha256).hexdigest()


def parse_auth(value: str | None) -> Auth | None:
    """Read the setting; None when sign-in is off.

    Raises:
        SettingsError: the value is neither name and hash pairs nor a header name.
    """
    if not value or not value.strip():
        return None
    kind, _, name = value.partition(":")
    if kind == "header":
        if not name.strip():
            raise SettingsError("CREDENCE_AUTH names no header.", "Write `header:X-Remote-User`.")
        return Auth(header=name.strip().lower())
    hashes = {}
    for pair in value.split(","):
        user, _, hashed = pair.strip().partition(":")
        if not user or not hashed.startswith("scrypt$") or len(hashed.split("$")) != 3:
            raise SettingsError("CREDENCE_AUTH holds something that is no `name:hash` pair.", _REMEDY)
        hashes[user] = hashed
    return Auth(hashes=hashes)


def hash_password(password: str, salt: bytes | None = None) -> str:
    """A salted scrypt hash in the form that CREDENCE_AUTH wants."""
    salt = secrets.token_bytes(16) if salt is None else salt
    digest = hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_LANES)
    return f"scrypt${salt.hex()}${digest.hex()}"


def _matches(password: str, hashed: str) -> bool:
    try:
        salt = bytes.fromhex(hashed.split("$")[1])
    except ValueError:
        return False
    return hmac.compare_digest(hash_password(password, salt), hashed)


_DECOY = "scrypt$" + "00" * 16 + "$" + "00" * 64


def main() -> None:
    """Ask for a password and print the pair for CREDENCE_AUTH."""
    import getpass
    import sys

    name = sys.argv[1] if len(sys.argv) > 1 else input("Name: ")
    sys.stdout.write(f"{name}:{hash_password(getpass.getpass('Password: '))}\n")


if __name__ == "__main__":
    main()
