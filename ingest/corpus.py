"""Where the shipped guidance is: beside the packages in a checkout, inside them in a wheel."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import InputError


def corpus_folder() -> Path:
    """The folder of the shipped guidance.

    Raises:
        InputError: neither place has it.
    """
    package = Path(__file__).parent
    for folder in (package.parent / "corpus", package / "_corpus"):
        if folder.is_dir():
            return folder
    raise InputError("The shipped guidance is not installed.", "Name a folder: `credence ingest FOLDER`.")
