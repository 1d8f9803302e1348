"""`credence feedback`: read what readers said on the page, and turn it into lines for the evaluation."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from ui.feedback import Feedback

app = typer.Typer(help="Read what readers said about answers, turn it into cases.", no_args_is_help=True)


@app.command("list")
def list_feedback(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the feedback, oldest first."""
    for item in _kept(home):
        typer.echo(json.dumps(asdict(item), ensure_ascii=False) if as_json else _line(item))


@app.command()
def export(
    home: HomeOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write [default: standard output].")] = None,
    unhelpful: Annotated[bool, typer.Option("--unhelpful", help="Only what was not helpful.")] = False,
) -> None:
    """Write the feedback whose question may be kept as JSONL for `credence eval draft`."""
    from ui.feedback import as_case

    chosen = [item for item in _kept(home) if not (unhelpful and item.helpful)]
    lines = [json.dumps(as_case(item), ensure_ascii=False) for item in chosen if item.question is not None]
    text = "".join(f"{line}\n" for line in lines)
    if out:
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
    silent = len(chosen) - len(lines)
    if silent:
        typer.echo(f"{silent} left out: their readers did not agree to keep the question.", err=True)


def _kept(home: Path | None) -> list[Feedback]:
    from ui.environment import load
    from ui.feedback import keeper_of
    from ui.settings import UiSettings

    return keeper_of(load(UiSettings, home=home)).all()


def _line(item: Feedback) -> str:
    judged = "helpful" if item.helpful else f"not helpful ({item.reason or 'no reason'})"
    cited = ", ".join(sorted({f"{c['document']}#{c['section']}" for c in item.receipt["citations"]})) or "nothing cited"
    words = " · ".join(filter(None, (item.question, item.comment)))
    return f"{item.id}  {item.at}  {judged}  {item.receipt['outcome']}: {cited}{f'  {words}' if words else ''}"
