"""`credence index`: look at the generations of the index, check them, go back, take documents out."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import HomeOption, JsonOption, ingest_settings

app = typer.Typer(help="Look at the index, check it, go back, take documents out.", no_args_is_help=True)


@app.command("list")
def list_generations(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the generations on disk, newest first; * marks the live one."""
    import json

    from ingest.generation import Home

    place = Home(ingest_settings(home).home)
    live = place.current()
    found = place.finished()
    if as_json:
        rows = [
            {"name": m.name, "created": m.created, "live": m.name == live, "documents": len(m.documents)} for m in found
        ]
        typer.echo(json.dumps(rows, indent=1))
        return
    for m in found:
        mark = "*" if m.name == live else " "
        typer.echo(
            f"{mark} {m.name}  {m.created}  {len(m.documents)} documents, {m.sections} sections, {m.chunks} chunks"
        )


@app.command()
def documents(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the live generation's documents by id, and the files that it skipped."""
    import json

    from ingest.generation import Home

    place = Home(ingest_settings(home).home)
    manifest = place.manifest(place.current())
    if as_json:
        typer.echo(json.dumps({"documents": manifest.documents, "skipped": manifest.skipped}, indent=1))
        return
    for document in sorted(manifest.documents):
        typer.echo(document)
    for item in manifest.skipped:
        typer.echo(f"skipped: {item['reason']}")


@app.command()
def verify(home: HomeOption = None) -> None:
    """Read every chunk back: texts, offsets, digests and counts must agree."""
    from ingest.verify import verify_index

    report = verify_index(ingest_settings(home))
    for problem in report.problems:
        typer.echo(f"credence: {problem}", err=True)
    counts = f"{report.documents} documents, {report.chunks} chunks read back, {len(report.problems)} problems"
    typer.echo(f"{report.generation}: {counts}.")
    if report.problems:
        raise typer.Exit(1)


@app.command()
def rollback(home: HomeOption = None) -> None:
    """Make the previous generation the live one."""
    from ingest.pipeline import roll_back

    live, before = roll_back(ingest_settings(home))
    typer.echo(f"{live} is live again; {before} is kept until the next ingest.")


@app.command()
def switch(name: Annotated[str, typer.Argument(help="Generation.")], home: HomeOption = None) -> None:
    """Make a generation live that `credence ingest --stage` built."""
    from ingest.pipeline import switch as run

    run(name, ingest_settings(home))
    typer.echo(f"{name} is live.")


@app.command()
def forget(
    documents: Annotated[list[str], typer.Argument(help="Document ids.", metavar="DOCUMENT...")],
    home: HomeOption = None,
) -> None:
    """Remove documents at once and everywhere: index, stored texts and earlier generations."""
    from ingest.pipeline import forget as run

    report = run(documents, ingest_settings(home))
    typer.echo(f"{', '.join(documents)} removed; {report.generation} has {report.documents} documents.")
    typer.echo("Take the files out of the ingested folders too, or the next ingest brings them back.", err=True)


@app.command()
def text(document: Annotated[str, typer.Argument(help="Document id.")], home: HomeOption = None) -> None:
    """Print the stored text of a document, which offsets point into."""
    import sys

    from ingest.errors import InputError
    from ingest.generation import Home

    place = Home(ingest_settings(home).home)
    found = place.manifest(place.current()).documents
    if document not in found:
        raise InputError(f"The index has no document “{document}”.", "`credence index documents` lists them.")
    sys.stdout.buffer.write(place.text(found[document]).encode("utf-8", "surrogatepass"))
