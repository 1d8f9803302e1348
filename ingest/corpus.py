"""Where the shipped guidance is: beside the packages in a checkout, inside them in a wheel."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import InputError

_PACKAGE = Path(__file__).parent
_PLACES = (_PACKAGE.parent / "corpus", _PACKAGE / "_corpus")


def corpus_folder() -> Path:
    """The folder of the shipped guidance.

    Raises:
        InputError: neither place has it.
    """
    for folder in _PLACES:
        if folder.is_dir():
            return folder
    raise InputError("The shipped guidance is not installed.", "Name a folder: `credence ingest FOLDER`.")


def is_shipped(path: Path) -> bool:
    """Whether a path is the shipped guidance: an office's own documents go before it, wherever they are named."""
    return path.resolve() in (place.resolve() for place in _PLACES)
