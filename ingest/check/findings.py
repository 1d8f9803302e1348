"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error fails the check; a warning is listed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to look at, with the rule that found it."""

    path: str
    section: str
    level: Level
    rule: str
    text: str

    def __str__(self) -> str:
        place = f"{self.path}#{self.section}" if self.section else self.path
        return f"{self.level}: {place}: {self.text} [{self.rule}]"


def error(path: str, section: str, rule: str, text: str) -> Finding:
    """A finding that fails the check."""
    return Finding(path, section, Level.ERROR, rule, text)


def warning(path: str, section: str, rule: str, text: str) -> Finding:
    """A finding that is only listed."""
    return Finding(path, section, Level.WARNING, rule, text)
