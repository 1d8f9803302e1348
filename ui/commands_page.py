"""docs/commands.md, made from the command line's own help: `python -m ui.commands_page` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path("docs/commands.md")
HEAD = """# Commands

What `credence --help` says of each command, on one page. `python -m ui.commands_page` writes it again.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command and group of commands by its full name, groups before what they hold."""
    import typer

    from ui.cli import app

    yield from _below("credence", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for part, child in getattr(command, "commands", {}).items():
        if not child.hidden:
            yield from _below(f"{name} {part}", child)


def options(command: Any) -> list[tuple[str, str]]:
    """The arguments and options of a command as they are typed, with their help."""
    found = []
    for parameter in command.params:
        if parameter.name in ("help", "install_completion", "show_completion"):
            continue
        is_option = parameter.param_type_name == "option"
        name = ", ".join(parameter.opts) if is_option else (parameter.metavar or parameter.name.upper())
        found.append((name, " ".join((getattr(parameter, "help", None) or "").split())))
    return found


def commands_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for name, command in commands():
        help_ = " ".join((command.help or "").split("\n\n")[0].split())
        parts.append(f"## `{name}`\n\n{help_}\n")
        if rows := options(command):
            lines = [f"| `{option}` | {text.replace('|', chr(92) + '|')} |" for option, text in rows]
            parts.append("\n".join(["| argument or option | what it does |", "| --- | --- |", *lines]) + "\n")
    return "\n".join(parts)


def main() -> None:
    """Write docs/commands.md in the working directory."""
    PAGE.write_text(commands_page(), "utf-8")


if __name__ == "__main__":
    main()
