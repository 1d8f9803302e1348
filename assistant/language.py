"""Questions in another language: recognized, so that the reader gets one line they can read."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache
from typing import Any

from assistant.replies import data_file
from ingest.lexical import words

MIN_WORDS = 3
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")


def other_language(question: str, vocabulary: Container[str]) -> str | None:
    """The ISO 639-1 code of a question's language when it is not English, else None; "ur-Latn" in Latin letters.

    Args:
        question: the reader's words.
        vocabulary: words that the guidance knows; a question made of them is English enough.
    """
    letters = _LETTER.findall(question)
    foreign = [letter for letter in letters if not _LATIN.match(letter) and ord(letter) > 0x24F]
    if letters and len(foreign) > 0.5 * len(letters):
        return _identify(question)
    found = words(question)
    if len(found) < MIN_WORDS:
        return None
    if romanized := _romanized(found):
        return romanized
    common = set(data_file("english.yaml")["common"].split())
    known = sum(word in common for word in found)
    if known >= 0.2 * len(found):
        return None
    code = _identify(question)
    accents = any(ord(letter) > 0x7F for letter in letters)
    return code if code != "en" and (accents or sum(word in vocabulary for word in found) < 0.5 * len(found)) else None


def _romanized(found: Sequence[str]) -> str | None:
    """A language that its speakers often type in Latin letters: two of its own words, and a quarter of all."""
    for code, listed in data_file("replies.yaml")["romanized"].items():
        own = set(listed.split())
        if len(own.intersection(found)) >= 2 and sum(word in own for word in found) >= 0.25 * len(found):
            return str(code)
    return None


def _identify(text: str) -> str:
    code: str = _identifier().classify(text)[0]
    return code


@cache
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    data = data_file("replies.yaml")
    identifier.set_languages(["en", *(code for code in data["languages"] if code not in data["romanized"])])
    return identifier
