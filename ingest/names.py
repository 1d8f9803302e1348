"""The proper names of the field and the ways in which people write them.

One set of tables (name_tables.py) serves lexical search (all spellings become one token), the situation, the vetoes of
ranking and the guards of verification, so that "h1b", "H-1B" and "h 1 b" are one thing everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.name_tables import AMBIGUOUS_CODES, EXAMS, PROGRAMS, SPECIALTIES, STATES, VISAS

_CASED = re.compile(r"^[A-Z]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text: its kind, its canonical form and where it stands."""

    kind: str
    name: str
    start: int
    end: int


def _state_patterns() -> dict[str, str]:
    patterns = {}
    for state in STATES:
        spelled = re.escape(state).replace(r"\ ", r"\s*")
        patterns[state] = spelled + (
            r"|washington[\s,]*d\.?\s?c\.?|dc|d\.c\." if state == "District of Columbia" else ""
        )
    patterns["Washington"] = r"washington(?![\s,]*d\.?\s?c\b)(?:\s+state)?"
    patterns["Virginia"] = r"(?<!west )(?<!west)virginia"
    patterns["Kansas"] = r"(?<!ar)kansas"
    return patterns


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A name's pattern; `triggers` are literal beginnings of which a text must hold one to match."""

    kind: str
    name: str
    pattern: re.Pattern[str]
    triggers: tuple[str, ...]


@cache
def _patterns() -> tuple[_Pattern, ...]:
    tables = {
        "exam": EXAMS,
        "visa": VISAS,
        "program": PROGRAMS,
        "state": _state_patterns(),
        "specialty": SPECIALTIES,
    }
    found = []
    for kind, table in tables.items():
        for name, pattern in table.items():
            parts = _alternatives(pattern)
            cased = [part for part in parts if _CASED.match(part) and kind != "state"]
            plain = [part for part in parts if part not in cased]
            if plain:
                found.append(_compiled(kind, name, plain, re.IGNORECASE))
            if cased:
                found.append(_compiled(kind, name, cased, re.NOFLAG))
    codes = (
        _Pattern("state", state, re.compile(rf"(?<![\w.-]){code}(?![\w'-])"), (code.lower(),))
        for state, code in STATES.items()
    )
    return (*found, *codes)


def _compiled(kind: str, name: str, parts: list[str], flags: re.RegexFlag) -> _Pattern:
    prefixes = [_literal_prefix(part) for part in parts]
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])", flags)
    return _Pattern(kind, name, pattern, tuple(prefixes) if all(prefixes) else ())


def _literal_prefix(pattern: str) -> str:
    match = re.match(r"[A-Za-z]+(?![?*{])", pattern)
    return match.group().lower() if match else ""


def _alternatives(pattern: str) -> list[str]:
    """Split a pattern at its top-level bars."""
    parts, depth, current = [], 0, ""
    for character in pattern:
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


_CODE_BEFORE = re.compile(r"(?:\bin|,|\bto|\bfrom|\bfor|\bstate of)\s*$", re.IGNORECASE)


def find_names(text: str) -> list[Name]:
    """Names in a text, in order, longest first where they overlap.

    "NY" counts as New York; a code that is also a word ("IN", "MD") only after a preposition or a comma.
    """
    return list(_found(text))


@lru_cache(maxsize=32768)
def _found(text: str) -> tuple[Name, ...]:
    """Remembered, as the same units are read for one question after another."""
    hits = []
    lower = text.lower()
    for item in _likely(lower):
        if item.triggers and not any(trigger in lower for trigger in item.triggers):
            continue
        for match in item.pattern.finditer(text):
            if item.kind == "state" and match.group() in AMBIGUOUS_CODES and not _state_code_here(text, match):
                continue
            hits.append(Name(item.kind, item.name, match.start(), match.end()))
    hits.extend(_step_lists(text))
    hits.sort(key=lambda hit: (hit.start, -(hit.end - hit.start)))
    kept: list[Name] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return tuple(kept)


_LETTERS = re.compile("[a-z]+")


def _likely(lower: str) -> list[_Pattern]:
    """The patterns of which a trigger may begin some run of letters of a text in lower case, in their order."""
    always, by_letters = _patterns_by_letters()
    begins = {begin for run in _LETTERS.findall(lower) for begin in (run[:1], run[:2], run[:LETTERS])}
    numbers = set(always).union(*(by_letters.get(begin, ()) for begin in begins))
    return [_patterns()[number] for number in sorted(numbers)]


LETTERS = 3
"""Letters of a trigger by which patterns are looked up."""


@cache
def _patterns_by_letters() -> tuple[tuple[int, ...], dict[str, list[int]]]:
    """Numbers of the patterns without triggers, and of the others by the first letters of each trigger."""
    by_letters: dict[str, list[int]] = {}
    for number, item in enumerate(_patterns()):
        for trigger in item.triggers:
            by_letters.setdefault(trigger[:LETTERS], []).append(number)
    return tuple(n for n, item in enumerate(_patterns()) if not item.triggers), by_letters


_STEP_LIST = re.compile(
    r"\bsteps\s+[123](?:\s*(?:,|&|-|/|to|and|or|through)\s*(?:(?:and|or)\s+)?[123])+\b", re.IGNORECASE
)


def _step_lists(text: str) -> Iterator[Name]:
    """The exams of "Steps 1, 2 and 3"; a range names its ends and what lies between."""
    for match in _STEP_LIST.finditer(text):
        digits = [(m.group(), match.start() + m.start()) for m in re.finditer("[123]", match.group())]
        if re.search(r"[123]\s*(?:-|to|through)\s*3", match.group()) and digits[0][0] == "1":
            yield Name("exam", "Step 2", digits[0][1] + 1, digits[0][1] + 1)
        for digit, start in digits:
            yield Name("exam", f"Step {digit}", start, start + 1)


def _state_code_here(text: str, match: re.Match[str]) -> bool:
    if text.isupper() or match.group() in ("VA", "DO", "MD"):
        return bool(re.search(r"(?:,|\bstate of)\s*$", text[: match.start()], re.IGNORECASE))
    return bool(_CODE_BEFORE.search(text[: match.start()]))


def names_of(text: str, *kinds: str) -> dict[str, list[str]]:
    """Canonical names by kind, each once, in order of appearance."""
    found: dict[str, list[str]] = {}
    for hit in find_names(text):
        if not kinds or hit.kind in kinds:
            names = found.setdefault(hit.kind, [])
            if hit.name not in names:
                names.append(hit.name)
    return found


def name_token(name: str) -> str:
    """A canonical name as one lexical token: "Step 2 CK" is `step2ck`."""
    return re.sub(r"[\W_]+", "", name.lower())


def replace_names(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text into ordinary stretches and name tokens, in order; True marks a name."""
    position = 0
    for hit in find_names(text):
        yield text[position : hit.start], False
        yield name_token(hit.name), True
        position = hit.end
    yield text[position:], False
