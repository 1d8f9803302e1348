"""The parts of a sentence that verification compares."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a token contributes to the meaning."""

    WORD = auto()
    NUMBER = auto()
    DATE = auto()
    NAME = auto()
    NEGATION = auto()
    MODAL = auto()
    COMPARATOR = auto()
    TIME = auto()
    CONDITION = auto()
    QUANTIFIER = auto()
    HEDGE = auto()
    PER = auto()
    JOIN = auto()
    BREAK = auto()
    PREPOSITION = auto()
    PRONOUN = auto()
    BE = auto()
    PLAIN = auto()


FACTS = frozenset({Kind.WORD, Kind.NUMBER, Kind.DATE, Kind.NAME})
"""Tokens that a quote must carry; all other kinds say how these hang together."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, value, name or phrase.

    Attributes:
        kind: what it contributes.
        key: its canonical form; two tokens of one kind and key say the same.
        raw: the words as written, for reports.
        carries: what it supports when it stands in a quote (a full date carries its month).
        needs: what it asks of a quote when it stands in a statement; any one of them is enough.
        unit: for numbers, what is counted in ("month", "usd", ""); for names, their kind.
        participle: whether the word can be the verb of a passive.
    """

    kind: Kind
    key: str
    raw: str
    carries: frozenset[str] = field(default=frozenset())
    needs: frozenset[str] = field(default=frozenset())
    unit: str = ""
    participle: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A token found by a pattern, and the characters it covers."""

    start: int
    end: int
    token: Token


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text as tokens; compared by identity, so that what is known of it can be cached cheaply.

    Attributes:
        tokens: in reading order.
        facts: indices of the tokens that must be carried.
        sentence: for each token, the number of its sentence.
        segment: for each token, the number of the stretch between commas, joins and subordinators.
        clause: for each token, the number of its clause (stretches that hold a verb of their own).
        passive: indices of verbs in the passive voice.
    """

    tokens: tuple[Token, ...]
    facts: tuple[int, ...]
    sentence: tuple[int, ...]
    segment: tuple[int, ...]
    clause: tuple[int, ...]
    passive: frozenset[int]


def exact(kind: Kind, key: str, raw: str, unit: str = "", wider: frozenset[str] = frozenset()) -> Token:
    """A value or name that only the same value carries; `wider` lists coarser forms that it carries too."""
    return Token(kind, key, raw, wider | {key}, frozenset({key}), unit)
