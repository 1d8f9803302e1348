"""Content words: stems, synonyms of the field, and the words that add no fact."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from assistant.verify.lexicon import synonyms, words
from assistant.verify.tokens import Kind, Token

_SPELLING = (
    (re.compile(r"is(e[ds]?|ing|ations?)$"), r"iz\1"),
    (re.compile(r"(?<=[aeiou])lled$"), "led"),
    (re.compile(r"(?<=[aeiou])lling$"), "ling"),
)
_SPELLED_FROM = 7
"""Shorter words ("raise", "called") are not respelled."""


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """The stem of a lower-case word, in US spelling."""
    word = _irregular().get(word, word)
    singular = re.sub("ies$", "y", word) if word.endswith("ies") else word.removesuffix("s")
    if word in words("exact") or singular in words("exact"):
        return singular
    if len(word) >= _SPELLED_FROM:
        for pattern, replacement in _SPELLING:
            word = pattern.sub(replacement, word)
    return str(_stemmer().stemWord(word))


@cache
def _irregular() -> dict[str, str]:
    return {form: base for form, _, base in (pair.partition(":") for pair in words("irregular"))}


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Stem to the synonym groups that it stands in."""
    found: dict[str, set[str]] = {}
    for number, group in enumerate(synonyms()):
        for word in group:
            found.setdefault(stem(word), set()).add(f"group:{number}")
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def actor_keys(part: str = "actors") -> frozenset[str]:
    """Word keys of those who act; with part "readers", of those whom "you" may mean."""
    return frozenset(word if ":" in word else f"word:{stem(word)}" for word in words(part))


@cache
def light_stems() -> frozenset[str]:
    """Stems of verbs that a statement may add where it leaves nothing out."""
    return frozenset(stem(word) for word in words("light"))


@lru_cache(maxsize=32768)
def read_word(raw: str) -> Token:
    """One ordinary word as a token."""
    word = raw.lower()
    if word in words("be"):
        return Token(Kind.BE, word, raw)
    if word in words("pronouns"):
        return Token(Kind.PRONOUN, "reader" if word in words("reader") else "it", raw)
    if word in words("prepositions"):
        return Token(Kind.PREPOSITION, word, raw)
    if word in words("plain"):
        return Token(Kind.PLAIN, word, raw)
    key = f"word:{stem(word)}"
    keys = _groups().get(stem(word), frozenset()) | {key}
    return Token(
        Kind.WORD,
        key,
        raw,
        keys,
        keys,
        participle=word.endswith(("ed", "en")) or word in _irregular() or word in words("participles"),
    )
