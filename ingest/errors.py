"""The faults of Credence. Each carries what went wrong and what to do about it.

    CredenceError
    ├── SettingsError        a setting is unknown or has a value that cannot be used
    ├── InputError           a question, a batch line or an argument cannot be used
    ├── DocumentError        one document cannot be read; the others still are
    ├── IndexMissingError    no index in the home folder yet
    ├── IndexDamagedError    the index does not hold what its manifest says
    ├── IndexMismatchError   the index was built with another model, splitter or format
    ├── IndexBusyError       another ingest holds the lock
    ├── StoreUnavailableError  the Chroma server does not answer; the same question may succeed later
    ├── ModelError           embedding weights are missing or not the ones expected
    └── ServeError           the page cannot be served (port in use, ...)

An outcome of a question (declined, clarify, ...) is never an exception.
"""

from __future__ import annotations


class CredenceError(Exception):
    """A fault with its remedy; the command line prints both on one line and exits with `code`."""

    code = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


class SettingsError(CredenceError):
    """A setting is unknown or unusable."""

    code = 2


class InputError(CredenceError):
    """What the user gave cannot be used."""

    code = 2


class DocumentError(CredenceError):
    """One document cannot be read; its line of the report stays one line, whatever the file is called."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(printable(message), remedy)


class IndexMissingError(CredenceError):
    """There is no index yet."""


class IndexDamagedError(CredenceError):
    """The index on disk is not whole."""


class IndexMismatchError(CredenceError):
    """The index was built by another model, splitter or format."""


class IndexBusyError(CredenceError):
    """Another process is building."""


class StoreUnavailableError(CredenceError):
    """The vector store's server does not answer now."""


class ModelError(CredenceError):
    """The embedding weights cannot be used."""


class ServeError(CredenceError):
    """The page cannot be served."""


def printable(text: str) -> str:
    """A text without line breaks, control characters and lone surrogates, which names of files may hold."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)
