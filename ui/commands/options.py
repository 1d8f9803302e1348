"""Options that several commands share, and settings read from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.settings import IngestSettings

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of the index [default: .credence].")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def ingest_settings(home: Path | None = None, **values: Any) -> IngestSettings:
    """Settings of ingest from the environment and the command line."""
    from ingest.settings import IngestSettings
    from ui.environment import load

    return load(IngestSettings, home=home, **values)
