"""`credence mcp` and `credence keys`: the ways in for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import HomeOption, JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from ui.api.keys import Keyring

keys = typer.Typer(help="Make and remove keys for the HTTP API.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(help="Who the key is for.")]


def mcp(home: HomeOption = None) -> None:
    """Serve Credence's tools to an assistant by MCP, on standard input and output."""
    from ui.commands.ask import open_assistant
    from ui.mcp_server import run

    run(lambda: open_assistant(home, None))


@keys.command()
def add(
    name: NameArgument,
    per_minute: Annotated[int, typer.Option(min=1, help="Questions a minute that it may ask.")] = 60,
    home: HomeOption = None,
) -> None:
    """Make a key and print it, once; from then on every program needs one."""
    typer.echo(_keyring(home).add(name, per_minute))


@keys.command("list")
def list_keys(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the names of all keys."""
    import json
    from dataclasses import asdict

    found = sorted(_keyring(home).keys().values(), key=lambda key: key.name)
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found], indent=1))
        return
    for key in found:
        typer.echo(f"{key.name}  {key.per_minute} a minute  since {key.created}")


@keys.command()
def remove(name: NameArgument, home: HomeOption = None) -> None:
    """Make a key useless at once."""
    _keyring(home).remove(name)


def _keyring(home: Path | None) -> Keyring:
    from ui.api.keys import Keyring
    from ui.api.settings import ServiceSettings
    from ui.environment import load

    return Keyring(load(ServiceSettings, home=home).keys_path)
