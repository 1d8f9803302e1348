"""What `credence ingest` was given, addresses turned into files: each named page as it was last fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.errors import DocumentError, InputError
from ingest.fetch import Fetcher, is_address, stored_snapshot
from ingest.generation import Home
from ingest.settings import IngestSettings


def files_for(
    arguments: Sequence[str], settings: IngestSettings, fetcher: Fetcher | None = None, *, fetch: bool = True
) -> tuple[list[Path], list[str]]:
    """Turn paths and addresses into paths, in their order.

    A page that cannot be fetched is answered for by its last snapshot, if there is one.

    Args:
        arguments: paths and addresses.
        settings: home folder and limits.
        fetcher: fetches; default: one by settings.
        fetch: False to make do with the snapshots that exist.

    Returns:
        The paths, and a message for each address that was not fetched.

    Raises:
        InputError: nothing is left.
    """
    folder = Home(settings.home).snapshots
    fetcher = fetcher or Fetcher(settings.max_document_bytes)
    paths: list[Path] = []
    missed: list[str] = []
    for argument in arguments:
        if not is_address(argument):
            paths.append(Path(argument))
            continue
        before = stored_snapshot(argument, folder)
        try:
            found = fetcher.snapshot(argument, folder) if fetch else before
        except DocumentError as error:
            found = before
            missed.append(f"{error} Its last snapshot is used." if before else str(error))
        paths += [found] if found else []
    if not paths:
        raise InputError(
            missed[0] if missed else "No page was fetched yet.", "Name a file, a folder or another address."
        )
    return paths, missed
