"""`credence ingest`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import HomeOption, JsonOption, ingest_settings

if TYPE_CHECKING:
    from ingest.pipeline import EmbedderFactory, IngestReport
    from ingest.settings import IngestSettings


def ingest(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders and addresses [default: the shipped corpus].")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
    stage: Annotated[bool, typer.Option("--stage", help="Build, but leave the switch to `index switch`.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and ingest again when a file changes.")] = False,
    ray: Annotated[
        str | None, typer.Option("--ray", metavar="ADDRESS", help="Embed on a Ray cluster; `local`: on this machine.")
    ] = None,
) -> None:
    """Build the index of some documents, or bring it up to date with them."""
    from ingest.errors import InputError

    settings = ingest_settings(home)
    if watch and (dry_run or stage):
        raise InputError("--watch switches by itself.", "Leave out --dry-run and --stage.")
    complete = _once(paths or [], settings, as_json, dry_run, stage, ray)
    if watch:
        _watch(paths or [], settings, as_json, ray)
    if not complete:
        raise typer.Exit(1)


def _once(
    arguments: Sequence[str], settings: IngestSettings, as_json: bool, dry: bool, stage: bool, ray: str | None
) -> bool:
    """Ingest once and print the report; whether everything that was named could be read."""
    import json

    from ingest.pipeline import dry_run
    from ingest.pipeline import ingest as run
    from ui.progress import progress_bar

    paths, missed = _paths(arguments, settings, dry)
    with progress_bar() as notify:
        if dry:
            report = dry_run(paths, settings, notify)
        else:
            report = run(paths, settings, embedder=_cluster(settings, ray), notify=notify, stage=stage)
    typer.echo(json.dumps(asdict(report), indent=1) if as_json else _summary(report, dry, stage))
    for reason in [*missed, *(item.reason for item in report.skipped)]:
        typer.echo(f"credence: skipped: {reason}", err=True)
    for pair in report.duplicates:
        typer.echo(f"credence: {pair.document} and {pair.other} share {pair.share:.0%} of their sentences.", err=True)
    return not (missed or report.skipped)


def _cluster(settings: IngestSettings, address: str | None) -> EmbedderFactory | None:
    """What embeds on a cluster; None without one."""
    if address is None:
        return None
    from ingest.cluster import ClusterEmbedder

    return lambda: ClusterEmbedder(settings, address)


def _paths(arguments: Sequence[str], settings: IngestSettings, dry: bool) -> tuple[list[Path], list[str]]:
    """The files and folders to ingest, addresses fetched, and a message for each that could not be."""
    from ingest.corpus import corpus_folder
    from ingest.fetch import is_address

    if not any(is_address(name) for name in arguments):
        return [Path(name) for name in arguments] or [corpus_folder()], []
    from ingest.snapshots import files_for

    return files_for(arguments, settings, fetch=not dry)


def _watch(arguments: Sequence[str], settings: IngestSettings, as_json: bool, ray: str | None) -> None:
    from watchfiles import watch

    from ingest.corpus import corpus_folder
    from ingest.errors import CredenceError
    from ingest.fetch import is_address

    places = [name for name in arguments if not is_address(name)] or [str(corpus_folder())]
    typer.echo(f"Watching {', '.join(places)}; stop with Ctrl-C.", err=True)
    for _ in watch(*places, debounce=2000, raise_interrupt=True):
        try:
            _once(arguments, settings, as_json, dry=False, stage=False, ray=ray)
        except CredenceError as error:  # a half-saved folder mends itself with the next change
            typer.echo(f"credence: {error}", err=True)


def _summary(report: IngestReport, dry: bool, stage: bool) -> str:
    change = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
    if dry:
        return "\n".join([f"Would change: {change}.", *_changes(report)])
    if not report.switched and not stage:
        return f"Nothing changed: {report.documents} documents, {report.chunks} chunks ({report.seconds:.2f} s)."
    rate = f", {report.embedded / report.seconds:.0f} chunks a second" if report.seconds else ""
    left_out = f" {report.furniture} repeated menu or footer blocks left out." if report.furniture else ""
    staged = f" Staged: `credence index switch {report.generation}` makes it live." if stage else ""
    return (
        f"{report.generation}: {report.documents} documents ({change}), {report.sections} sections, "
        f"{report.chunks} chunks, {report.embedded} embedded in {report.seconds:.1f} s{rate}.{left_out}{staged}"
    )


def _changes(report: IngestReport) -> list[str]:
    lists = (("+", report.added), ("~", report.changed), ("-", report.removed))
    return [f"  {mark} {document}" for mark, documents in lists for document in documents]
