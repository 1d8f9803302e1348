"""Small tools for changing one place of a sentence, and the test that a change is a real one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from evals.attacks.words import DOUBLED, NUMBERS

_VOWEL_SOUND = re.compile(r"[aeioAEIO]|u(?!n[ir]|s)|[FHLMNRSX](?:-\d|[A-Z]{2})|11\b|18\b|8")
_CONSONANT_NAMES = re.compile(r"SOAP|FAIMER|SPEX|one\b|once\b|eu")
_ARTICLE = re.compile(r"\b(an?)( )$", re.IGNORECASE)
_LOWER_BOUND = re.compile(
    r"\b(?:at least|more than|over|minimum of|(?:no|not) (?:less|fewer) than|older than|above|exceed(?:s|ed)?)\s+"
    r"(?:about |age |USD )*$",
    re.IGNORECASE,
)
_UPPER_BOUND = re.compile(
    r"\b(?:at most|up to|(?:no|not) (?:more|longer|later) than|within|maximum of|(?:fewer|less) than|under|below|"
    r"limited to|limit of|cap of)\s+(?:about |age |the (?:first|last|past) |USD )*$",
    re.IGNORECASE,
)
_EQUIVALENT = (
    (r"\bcannot\b", "can not"),
    (r"\b(?:up to|not more than|no more than|a maximum of|maximum of)\b", "at most"),
    (r"\b(?:no less than|no fewer than|not less than|a minimum of|minimum of)\b", "at least"),
    (r"\bover (?=\d)", "more than "),
    (r"\b(?:every|each)\b", "all"),
    (r"\b(?:is|are) (?:required|obliged) to\b", "must"),
    (r"\b(?:is|are) (?:allowed|permitted) to\b", "may"),
    (r"\b(?:usually|generally|normally)\b", "usually"),
    (r"\bthe\b|\ban?\b", " "),
    (r"[^\w$%.]+", " "),
)


def replaced(text: str, start: int, end: int, new: str) -> str:
    """`text` with one span replaced; a capital at the start and the article before it are kept right."""
    before, after = text[:start], text[end:]
    if not before.strip() and new:
        new = new[0].upper() + new[1:]
    if (match := _ARTICLE.search(before)) and new:
        article = "an" if _takes_an(new) else "a"
        article = article.capitalize() if match[1][0].isupper() else article
        before = f"{before[: match.start()]}{article} "
    return before + new + after


def _takes_an(word: str) -> bool:
    return bool(_VOWEL_SOUND.match(word)) and not _CONSONANT_NAMES.match(word)


def tidy(text: str) -> str:
    """A statement after words were taken out: single spaces, one full stop, a capital."""
    text = re.sub(r"\s+", " ", text).strip(" ,;")
    text = re.sub(r" ([,.;])", r"\1", text).rstrip(",;. ") + "."
    return text[:1].upper() + text[1:]


def each_match(pattern: re.Pattern[str], text: str, new: Callable[[re.Match[str]], str | None]) -> Iterator[str]:
    """One edit for each match for which `new` gives a replacement."""
    for match in pattern.finditer(text):
        word = new(match)
        if word is not None:
            yield replaced(text, match.start(), match.end(), word)


def exchange(table: Mapping[str, str], guard: str = "") -> Callable[[str, Random], Iterator[str]]:
    """A change that replaces one phrase of a table; `guard` is a pattern of matches to leave alone.

    The guard is matched against the 40 characters before the phrase, the phrase in angle brackets
    and the 40 characters after it.
    """
    phrases = "|".join(re.escape(key) for key in sorted(table, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{phrases})(?![\w-])", re.IGNORECASE)
    guarded = re.compile(guard) if guard else None

    def change(text: str, rng: Random) -> Iterator[str]:
        def new(match: re.Match[str]) -> str | None:
            around = (
                f"{text[max(match.start() - 40, 0) : match.start()]}<{match[0]}>{text[match.end() : match.end() + 40]}"
            )
            if guarded and guarded.search(around):
                return None
            word = table.get(match[0].lower())
            return word and (word.capitalize() if match[0][0].isupper() and match[0][1:].islower() else word)

        return each_match(pattern, text, new)

    return change


def direction(before: str) -> int:
    """Where a number must move so that the bound it stands under is not implied: 1 up, -1 down, 0 either."""
    if _LOWER_BOUND.search(before):
        return 1
    return -1 if _UPPER_BOUND.search(before) else 0


def third_person(verb: str) -> str:
    """The form after he, she or it."""
    if verb == "have":
        return "has"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ies"
    return verb + ("es" if re.search(r"(?:s|x|z|ch|sh|o)$", verb) else "s")


def gerund(verb: str) -> str:
    """The -ing form."""
    if verb in DOUBLED:
        return verb + verb[-1] + "ing"
    return (verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb) + "ing"


def is_real_change(original: str, changed: str) -> bool:
    """Whether two sentences still differ when equal ways of saying the same are made equal."""
    return canonical(original) != canonical(changed)


def canonical(text: str) -> str:
    """A sentence in lower case, with synonyms for bounds and permissions, number words and spaces made equal."""
    text = text.lower()
    for number, word in enumerate(NUMBERS):
        text = re.sub(rf"\b{word}\b", str(number), text)
    for pattern, plain in _EQUIVALENT:
        text = re.sub(pattern, plain, text)
    return " ".join(text.rstrip(". ").split())
