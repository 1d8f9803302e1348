"""The first index: built from the shipped corpus when the home folder has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ingest.settings import IngestSettings


def ensure_index(settings: IngestSettings) -> None:
    """Index the shipped corpus if there is no index yet; says so on standard error."""
    from ingest.corpus import corpus_folder
    from ingest.errors import IndexMissingError
    from ingest.generation import Home
    from ingest.pipeline import ingest
    from ui.progress import progress_bar

    try:
        Home(settings.home).current()
    except IndexMissingError:
        typer.echo(f"Building the index in {settings.home} (once, about half a minute)…", err=True)
        with progress_bar() as notify:
            ingest([corpus_folder()], settings, notify=notify)
