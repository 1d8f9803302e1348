"""The command line: `credence`.

Heavy libraries are imported inside the commands, so that `--help` and usage errors are instant.
Every fault ends as one line with its remedy on standard error and a non-zero exit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from evals.benchmarks.cli import app as benchmarks
from evals.cli import app as known_answers
from ui.commands import ask, corpus, feedback, index, ingest, serve, service

app = typer.Typer(
    name="credence",
    help="Answers about working as a physician in the United States, with the exact words they rest on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: tuple[Callable[..., Any], ...] = (ingest.ingest, ask.ask, ask.chat, serve.serve, service.mcp)
for command in COMMANDS:
    app.command()(command)
app.add_typer(index.app, name="index")
app.add_typer(corpus.app, name="corpus")
app.add_typer(service.keys, name="keys")
app.add_typer(feedback.app, name="feedback")
app.add_typer(known_answers, name="eval")
app.add_typer(benchmarks, name="bench")


def main() -> None:
    """Run the command line and turn faults into one line each."""
    from ingest.errors import CredenceError

    try:
        app(standalone_mode=True)
    except CredenceError as error:
        typer.echo(f"credence: {error}", err=True)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
