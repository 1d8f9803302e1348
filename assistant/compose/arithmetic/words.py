"""Word lists of assistant/data/arithmetic.yaml and the comparison of content words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.replies import data_file
from ingest.lexical import tokens
from ingest.names import names_of

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMBERED = re.compile(r"\b(day|part|round) (\d)\b", re.IGNORECASE)
_PGY = re.compile(r"\bPGY-?\s?(\d)\b", re.IGNORECASE)
_NTH_YEAR = re.compile(
    rf"\b({'|'.join(_ORDINALS)})(?:[- ]year|(?= (?:to|and) (?:{'|'.join(_ORDINALS)})[- ]year))\b", re.IGNORECASE
)
_KINDS = ("visa", "exam", "state", "specialty")
_SAME_START = 5
"""Stems that share at least so many letters, and all but the last of the shorter one, are one word."""


_ASKING = ("ask_date", "ask_money", "ask_share", "ask_left", "ask_difference", "ask_together")
_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|long)\b|\b(?:a|per|each|every) year\b|\byearly\b|\bannual", re.IGNORECASE
)


def asks_for_a_sum(question: str) -> bool:
    """Whether a question asks for anything that some operation computes; most do not, and nothing else is tried."""
    return bool(_NUMBER_ASKED.search(question)) or any(patterns(name).search(question) for name in _ASKING)


@cache
def patterns(name: str) -> re.Pattern[str]:
    """The expressions of a list as one pattern over whole words."""
    return re.compile(rf"\b(?:{'|'.join(data_file('arithmetic.yaml')[name])})\b", re.IGNORECASE)


def marks(text: str) -> frozenset[str]:
    """The numbered days, parts and years of training that a text names ("Day 1", "PGY-2", "second-year")."""
    found = {f"{kind.lower()}{digit}" for kind, digit in _NUMBERED.findall(text)}
    found |= {f"year{digit}" for digit in _PGY.findall(text)}
    found |= {f"year{_ORDINALS.index(word.lower()) + 1}" for word in _NTH_YEAR.findall(text)}
    return frozenset(found)


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    """The words of a text that mean something to a sum: no numbers, no words of asking."""
    return frozenset(token for token in tokens(text) if token not in content_of("asking") and not token.isdigit())


def same_word(one: str, other: str) -> bool:
    """Whether two tokens are forms of one word."""
    share = max(_SAME_START, min(len(one), len(other)) - 1)
    return one == other or (min(len(one), len(other)) >= _SAME_START and one[:share] == other[:share])


def held(words: frozenset[str], text: frozenset[str]) -> frozenset[str]:
    """Those of the words that a text holds in some form."""
    return frozenset(word for word in words if word in text or _held_in_another_form(word, text))


def _held_in_another_form(word: str, text: frozenset[str]) -> bool:
    start = word[:_SAME_START]
    return len(word) >= _SAME_START and any(other.startswith(start) and same_word(word, other) for other in text)


@cache
def content_of(name: str) -> frozenset[str]:
    """The words of a list as tokens."""
    return frozenset(tokens(data_file("arithmetic.yaml")[name]))


@cache
def unit_words(unit: str) -> tuple[str, ...]:
    """A counted thing and the other words for it, as tokens."""
    other: dict[str, list[str]] = data_file("arithmetic.yaml")["units"]
    return tuple(tokens(" ".join([unit, *other.get(unit, ())])))


def names_agree(question: str, rule: str) -> bool:
    """Whether a rule names a visa, an exam, a state and a specialty of the question wherever the question names one.

    A rule about exams that names none holds for the Steps.
    """
    asked, held_ = (names_of(text, *_KINDS) for text in (question, rule))
    if "exam" not in held_ and all(name.startswith("Step") for name in asked.get("exam", ())):
        asked.pop("exam", None)
    return all(set(names) & set(held_.get(kind, ())) for kind, names in asked.items())
