"""`credence corpus`: checks and reports on curated guidance."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Check the guidance itself.", no_args_is_help=True)

FolderArgument = Annotated[Path | None, typer.Argument(help="Folder of guidance [default: the shipped corpus].")]


@app.command()
def check(
    folder: FolderArgument = None,
    today: Annotated[str | None, typer.Option(help="Check as if on this day (YYYY-MM-DD).")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors and counts only.")] = False,
) -> None:
    """Check front matter, metadata, dates, sources, questions and sentences."""
    from ingest.check import check_corpus
    from ingest.corpus import corpus_folder

    result = check_corpus(folder or corpus_folder(), date.fromisoformat(today) if today else date.today())
    for finding in result.errors if quiet else result.findings:
        typer.echo(str(finding))
    sections = sum(len(document.sections) for document in result.documents)
    typer.echo(
        f"{len(result.documents)} documents, {sections} sections: "
        f"{len(result.errors)} errors, {len(result.warnings)} warnings."
    )
    if result.errors:
        raise typer.Exit(1)


@app.command()
def report(
    folder: FolderArgument = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as an HTML file too.")] = None,
    today: Annotated[str | None, typer.Option(help="Report as if on this day (YYYY-MM-DD).")] = None,
) -> None:
    """Count sections by topic, publisher, tier and age, and list what is due for review."""
    from rich.console import Console
    from rich.table import Table

    from ingest.check import check_corpus
    from ingest.corpus import corpus_folder

    result = check_corpus(folder or corpus_folder(), date.fromisoformat(today) if today else date.today())
    console = Console(record=html is not None)
    for name, counts in result.counts().items():
        table = Table(title=name, title_justify="left")
        table.add_column(name)
        table.add_column("count", justify="right")
        for key, count in counts.most_common():
            table.add_row(key, str(count))
        console.print(table)
    for document in result.documents:
        if document.review_by and document.review_by < result.today:
            console.print(f"Due for review since {document.review_by}: {document.id}")
    if html is not None:
        html.write_text(console.export_html(), "utf-8")
