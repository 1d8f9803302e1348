"""The page's words: one file for each language, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "page" / "strings"


@cache
def strings(language: str = "en") -> dict[str, str]:
    """All words of the page by key."""
    loaded: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return loaded


def say(key: str, **values: object) -> str:
    """The words under a key with `{name}` places filled in."""
    return strings()[key].format(**values)
