"""Check offline that what is installed is what is pinned and what was downloaded: `python -m tests.faults.installed`.

Each distribution of this environment must have the version of constraints.txt, and each of its files the
digest that its wheel recorded. Known vulnerabilities need a network: `make audit ONLINE=1`.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

OURS = {"credence-img", "pip", "setuptools", "wheel"}
"""Ourselves, and what makes an environment before anything is pinned."""


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(constraints: str) -> dict[str, str]:
    """Name and version of each `name==version` line."""
    lines = (line.split("#")[0].split(";")[0].strip() for line in constraints.splitlines())
    return {normal(name): version.strip() for name, _, version in (line.partition("==") for line in lines) if version}


def differences(installed: Iterable[Distribution], pinned: Mapping[str, str]) -> Iterator[str]:
    """Distributions that are not pinned, or pinned to another version."""
    for found in installed:
        name = normal(found.metadata["Name"])
        wanted = pinned.get(name)
        version = found.version.split("+")[0]  # torch says where its wheel was built for: 2.13.0+cpu
        if name not in OURS and wanted != version:
            yield f"{name} {found.version} is installed, {wanted or 'no version'} is pinned"


def altered(installed: Iterable[Distribution]) -> Iterator[str]:
    """Files that differ from what their wheel recorded, or are missing."""
    for found in installed:
        for file in found.files or ():
            if file.hash is None or file.suffix == ".pyc":
                continue
            path = Path(str(file.locate()))
            if not path.is_file():
                yield f"{found.metadata['Name']}: {file} is missing"
            elif _digest(path, file.hash.mode) != file.hash.value:
                yield f"{found.metadata['Name']}: {file} was altered"


def _digest(path: Path, mode: str) -> str:
    with path.open("rb") as file:
        return base64.urlsafe_b64encode(hashlib.file_digest(file, mode).digest()).rstrip(b"=").decode()


def main() -> None:
    """Print what differs and a line of counts; exit with 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--constraints", type=Path, default=Path("constraints.txt"))
    parser.add_argument("--quick", action="store_true", help="Compare versions only.")
    arguments = parser.parse_args()
    installed = list(distributions())
    found = list(differences(installed, pins(arguments.constraints.read_text("utf-8"))))
    found += [] if arguments.quick else list(altered(installed))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(installed)} distributions, {len(found)} differences\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
