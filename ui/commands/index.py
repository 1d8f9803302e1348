"""`credence index`: look at the generations of the index, check them, go back."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import HomeOption, JsonOption, ingest_settings

app = typer.Typer(help="Look at the index, check it, go back to the previous one.", no_args_is_help=True)


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
def verify(home: HomeOption = None) -> None:
    """Read every chunk back: texts, offsets, digests and counts must agree."""
    from ingest.verify import verify_index

    settings = ingest_settings(home)
    report = verify_index(settings)
    for problem in report.problems:
        typer.echo(f"credence: {problem}", err=True)
    typer.echo(
        f"{report.generation}: {report.documents} documents, {report.chunks} chunks read back, {len(report.problems)} problems."
    )
    if report.problems:
        raise typer.Exit(1)


@app.command()
def rollback(home: HomeOption = None) -> None:
    """Make the previous generation the live one."""
    from ingest.errors import InputError
    from ingest.generation import Home
    from ingest.lock import ingest_lock

    root = ingest_settings(home).home
    place = Home(root)
    live = place.current()
    with ingest_lock(root):
        earlier = [m.name for m in place.finished() if m.name < live]
        if not earlier:
            raise InputError("There is no earlier generation to go back to.", "Run `credence ingest` instead.")
        place.switch(earlier[0])
    typer.echo(f"{earlier[0]} is live again; {live} is kept until the next ingest.")


@app.command()
def text(document: Annotated[str, typer.Argument(help="Document id.")], home: HomeOption = None) -> None:
    """Print the stored text of a document, which offsets point into."""
    import sys

    from ingest.errors import InputError
    from ingest.generation import Home

    place = Home(ingest_settings(home).home)
    documents = place.manifest(place.current()).documents
    if document not in documents:
        raise InputError(
            f"The index has no document “{document}”.", "`credence index list --json` and `credence ask` name them."
        )
    sys.stdout.buffer.write(place.text(documents[document]).encode("utf-8", "surrogatepass"))
