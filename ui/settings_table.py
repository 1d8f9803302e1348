"""The settings as a Markdown table, for README.md: `python -m ui.settings_table` writes it there.

With `--print` the table goes to standard output instead.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from ui.environment import PREFIX, settings_classes

START, END = "<!-- settings -->", "<!-- /settings -->"


def settings_table() -> str:
    """One row a setting: its variable, what it is when not set, what it does; each variable once."""
    fields: dict[str, FieldInfo] = {}
    for cls in settings_classes():
        for name, field in cls.model_fields.items():
            fields.setdefault(name, field)
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in fields.items()
    ]
    return "\n".join(["| setting | default | what it does |", "| --- | --- | --- |", *rows])


def with_table(text: str) -> str:
    """A text with the table put between its two marks."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{settings_table()}\n{END}{after}"


def _shown(default: Any) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`{list(default)}`".replace("'", '"')
    return f"`{default}`"


def main() -> None:
    """Write the table into README.md in the working directory."""
    if "--print" in sys.argv[1:]:
        sys.stdout.write(settings_table() + "\n")
        return
    readme = Path("README.md")
    readme.write_text(with_table(readme.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
