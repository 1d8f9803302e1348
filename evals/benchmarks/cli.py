"""`credence bench`: measurements on data that others made."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="bench", help="Measure retrieval on public data.", rich_markup_mode=None, pretty_exceptions_enable=False,
    no_args_is_help=True,
)  # fmt: skip


@app.callback()
def bench() -> None:
    """Measure retrieval on public data."""
