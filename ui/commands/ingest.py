"""`credence ingest`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import HomeOption, JsonOption, ingest_settings

if TYPE_CHECKING:
    from ingest.pipeline import IngestReport


def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders [default: the shipped corpus].")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Build the index of some documents, or bring it up to date with them."""
    import json

    from ingest.corpus import corpus_folder
    from ingest.pipeline import ingest as run
    from ui.progress import progress_bar

    settings = ingest_settings(home)
    with progress_bar() as notify:
        report = run(paths or [corpus_folder()], settings, notify=notify)
    typer.echo(json.dumps(asdict(report), indent=1) if as_json else _summary(report))
    for item in report.skipped:
        typer.echo(f"credence: skipped: {item.reason}", err=True)
    if report.skipped:
        raise typer.Exit(1)


def _summary(report: IngestReport) -> str:
    if not report.switched:
        return f"Nothing changed: {report.documents} documents, {report.chunks} chunks ({report.seconds:.2f} s)."
    rate = f", {report.embedded / report.seconds:.0f} chunks a second" if report.seconds else ""
    return (
        f"{report.generation}: {report.documents} documents ({len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.removed)} removed), {report.sections} sections, {report.chunks} chunks, "
        f"{report.embedded} embedded in {report.seconds:.1f} s{rate}."
    )
