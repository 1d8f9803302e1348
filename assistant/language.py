"""Questions in another language: recognized, so that the reader gets one line they can read."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from typing import Any

from assistant.replies import data_file
from ingest.lexical import words

LEAST_WORDS = 2
LEAST_SHARE = 0.15
"""Small words of a language that a question in Latin letters must hold, and their share of its words."""

UNDERSTOOD = 0.5
"""Share of the other words that the guidance must know for the question to be searched for all the same."""

_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def other_language(question: str) -> str | None:
    """The ISO 639-1 code of a question's language when it is not English, else None; "ur-Latn" in Latin letters."""
    if _in_other_letters(question):
        return _identify(question)
    found = [word.lower() for word in _WORD.findall(question)]
    held = {code: sum(word in own for word in found) for code, own in _small_words().items()}
    best = max(held, key=lambda code: held[code])
    english = sum(word in _english() and word not in _small_words()[best] for word in found)
    enough = held[best] >= LEAST_WORDS and held[best] >= LEAST_SHARE * len(found) and held[best] > english
    return best if enough else None


def understood(question: str, code: str, vocabulary: Container[str]) -> bool:
    """Whether a question in another language says enough in words that the guidance knows ("mujhe H-1B lottery")."""
    if _in_other_letters(question):
        return False
    own = {folded for word in _small_words()[code] for folded in words(word)}
    rest = [word for word in words(question) if word not in own]
    return bool(rest) and sum(word in vocabulary for word in rest) >= UNDERSTOOD * len(rest)


def _in_other_letters(question: str) -> bool:
    letters = _LETTER.findall(question)
    return bool(letters) and sum(not _LATIN.match(x) and ord(x) > 0x24F for x in letters) > 0.5 * len(letters)


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in data_file("replies.yaml")["small_words"].items()}


@cache
def _english() -> frozenset[str]:
    return frozenset(data_file("english.yaml")["common"].split())


def _identify(text: str) -> str:
    code: str = _identifier().classify(text)[0]
    return code


@cache
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    data = data_file("replies.yaml")
    identifier.set_languages([code for code in data["languages"] if code not in data["small_words"]])
    return identifier
