"""Fixed replies and routing examples, read once from the data files beside this module."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.types import Reason


@cache
def data_file(name: str) -> Any:
    """A YAML file of assistant/data."""
    text = (files("assistant") / "data" / name).read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def reply(reason: Reason, **values: object) -> str:
    """The fixed reply for a reason, one paragraph."""
    text: str = data_file("replies.yaml")[reason.value]
    return " ".join(text.split()).format(**values)


def body_for(topic: str | None) -> str:
    """Whom to ask about a topic where the guidance ends."""
    bodies: dict[str, str] = data_file("replies.yaml")["bodies"]
    return bodies.get(topic or "", "the official body concerned")


def language_line(code: str) -> str | None:
    """One line in the reader's language that says that Credence answers in English."""
    lines: dict[str, str] = data_file("replies.yaml")["languages"]
    return lines.get(code)
