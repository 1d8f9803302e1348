"""What can be wrong with a statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """The part of a statement's meaning that its quotes do not carry."""

    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    NAME = "name"
    MODALITY = "modality"
    COMPARATOR = "comparator"
    ORDER = "order"
    ACTOR = "actor"
    EXCEPTION = "exception"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference in meaning; `text` shows the words it was seen at."""

    kind: ProblemKind
    text: str
