"""Word lists of assistant/data/arithmetic.yaml and the comparison of content words."""

from __future__ import annotations

import re
from functools import cache

from assistant.replies import data_file
from ingest.lexical import tokens

_SAME_START = 5
"""Stems that share at least so many letters, and all but the last of the shorter one, are one word."""


@cache
def patterns(name: str) -> re.Pattern[str]:
    """The expressions of a list as one pattern over whole words."""
    return re.compile(rf"\b(?:{'|'.join(data_file('arithmetic.yaml')[name])})\b", re.IGNORECASE)


def content(text: str) -> frozenset[str]:
    """The words of a text that mean something to a sum: no numbers, no words of asking."""
    return frozenset(token for token in tokens(text) if token not in content_of("asking") and not token.isdigit())


def same_word(one: str, other: str) -> bool:
    """Whether two tokens are forms of one word."""
    share = max(_SAME_START, min(len(one), len(other)) - 1)
    return one == other or (min(len(one), len(other)) >= _SAME_START and one[:share] == other[:share])


def held(words: frozenset[str], text: frozenset[str]) -> frozenset[str]:
    """Those of the words that a text holds in some form."""
    return frozenset(word for word in words if any(same_word(word, other) for other in text))


@cache
def content_of(name: str) -> frozenset[str]:
    """The words of a list as tokens."""
    return frozenset(tokens(data_file("arithmetic.yaml")[name]))
