"""Questions in another language: recognized, so that the reader gets one line they can read."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from typing import Any

from assistant.replies import data_file
from ingest.lexical import words

MIN_WORDS = 3
_LATIN = re.compile(r"[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")


def other_language(question: str, vocabulary: Container[str]) -> str | None:
    """The ISO 639-1 code of a question's language when it is not English, else None.

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
    common = set(data_file("english.yaml")["common"].split())
    known = sum(word in common for word in found)
    if known >= 0.2 * len(found):
        return None
    code = _identify(question)
    accents = any(ord(letter) > 0x7F for letter in letters)
    return code if code != "en" and (accents or sum(word in vocabulary for word in found) < 0.5 * len(found)) else None


def _identify(text: str) -> str:
    code: str = _identifier().classify(text)[0]
    return code


@cache
def _identifier() -> Any:
    from py3langid import langid

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(["en", *data_file("replies.yaml")["languages"]])
    return identifier
