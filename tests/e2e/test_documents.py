"""The documents for users say what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ui.commands_page import commands, commands_page, options
from ui.environment import PREFIX, settings_classes
from ui.settings_table import END, START, settings_table, with_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = dict(commands())
FENCED = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line for block in FENCED for line in block.splitlines()]
CREDENCE = [line.split("credence", 1)[1] for line in LINES if line.startswith((".venv/bin/credence ", "credence "))]


def test_the_settings_table_is_that_of_the_classes() -> None:
    assert with_table(README) == README, "run `python -m ui.settings_table`"
    assert README.count(START) == README.count(END) == 1


def test_each_setting_has_one_row_and_a_description() -> None:
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \| .* \| (.+) \|$", settings_table(), re.MULTILINE)
    names = [name for name, _ in rows]
    assert len(names) == len(set(names))
    assert set(names) == {PREFIX + name.upper() for cls in settings_classes() for name in cls.model_fields}
    assert all(text.strip() not in ("", "None") for _, text in rows)


def test_settings_that_readme_uses_exist() -> None:
    known = {PREFIX + name.upper() for cls in settings_classes() for name in cls.model_fields}
    assert set(re.findall(r"CREDENCE_[A-Z_]+", README)) <= known


def test_a_setting_of_several_classes_has_one_default() -> None:
    defaults: dict[str, set[object]] = {}
    for cls in settings_classes():
        for name, field in cls.model_fields.items():
            defaults.setdefault(name, set()).add(field.default)
    assert {name for name, values in defaults.items() if len(values) > 1} == set()


@pytest.mark.parametrize("line", CREDENCE)
def test_commands_of_readme_exist_with_their_options(line: str) -> None:
    words = shlex.split(line.split(">")[0])
    name = "credence"
    while words and f"{name} {words[0]}" in COMMANDS:
        name = f"{name} {words.pop(0)}"
    assert name != "credence", line
    known = {part for option, _ in options(COMMANDS[name]) for part in option.split(", ")}
    assert {word for word in words if word.startswith("--")} <= known


def test_readme_shows_commands_at_all() -> None:
    assert len(CREDENCE) >= 8


def test_make_targets_of_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = {line.split()[1] for line in LINES if line.startswith("make ")}
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_files_that_readme_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    missing = [link for link in links if not (ROOT / link).exists()]
    assert missing == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    assert COMMANDS[name].help
    assert [option for option, text in options(COMMANDS[name]) if not text] == []


def test_the_page_of_commands_is_that_of_the_program() -> None:
    assert (ROOT / "docs/commands.md").read_text("utf-8") == commands_page(), "run `python -m ui.commands_page`"
