"""Small questions about a reading: who acts, which preposition opens a phrase, what stands between."""

from __future__ import annotations

from assistant.verify.tokens import FACTS, Kind, Reading, Token
from assistant.verify.words import actor_keys

_WITHIN_PHRASE = FACTS | {Kind.PLAIN, Kind.QUANTIFIER, Kind.PRONOUN, Kind.HEDGE, Kind.COMPARATOR, Kind.PER}
_ACTING_NAMES = frozenset({"org", "program", "state"})


def is_actor(reading: Reading, i: int) -> bool:
    """Whether a fact names someone who acts."""
    token = reading.tokens[i]
    return token.key in actor_keys() or token.key == "name:IMG" or _is_acting_name(token)


def _is_acting_name(token: Token) -> bool:
    return token.kind is Kind.NAME and token.unit in _ACTING_NAMES and token.key != "name:US"


def facts_between(reading: Reading, start: int, end: int) -> list[int]:
    """Facts strictly between two tokens."""
    return [j for j in reading.facts if start < j < end]


def preposition(reading: Reading, i: int, skipped: int = 1) -> str:
    """The preposition that opens the phrase of a fact ("by" of "by the training hospital"), or "".

    Args:
        reading: the text.
        i: the fact.
        skipped: how many other facts ("training") may stand between.
    """
    facts = 0
    for token in reversed(reading.tokens[max(0, i - 5) : i]):
        if token.kind is Kind.PREPOSITION or (token.kind is Kind.TIME and token.raw.lower() == "by"):
            return token.raw.lower()
        facts += token.kind in FACTS
        if facts > skipped or token.kind not in _WITHIN_PHRASE:
            return ""
    return ""


def words_around(reading: Reading, a: int, b: int) -> str:
    """The words from a to b with one on each side, for a report."""
    first, last = sorted((a, b))
    return " ".join(token.raw for token in reading.tokens[max(0, first - 1) : last + 2])
