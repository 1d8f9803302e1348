"""Which way round a text speaks: modality, negation, opposites, and how a question stands to a sentence.

`features` are what the fitted reading of a question against its passage is made of (verdict.py). Every
feature is a number by name, so that a weight can be read as a sentence: `in:alone` is the word "alone" in
the question and in the sentence nearest to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.replies import data_file
from ingest.lexical import words
from ingest.names import replace_names

Pattern = re.Pattern[str]
NEGATION = re.compile(
    r"\b(?:not|never|cannot|can['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|won['’]?t|aren['’]?t|unable|impossible|"
    r"un(?:accredited|matched|paid))\b",
    re.I,
)
_POSSIBLE = re.compile(
    r"\b(?:can|could|may|might|able|allow\w*|possible|permit\w*|ok|okay|eligible|accept\w*|option\w*|lets?|open|free)\b",
    re.I,
)
_OBLIGED = re.compile(
    r"\b(?:must|need\w*|ha[vs]e? to|had to|requir\w*|compulsory|mandatory|necessary|obligatory|should|forced|obliged|"
    r"asks? for|wants?)\b",
    re.I,
)
_NO = re.compile(r"\b(?:no|not|never|cannot|nobody|nothing|none|neither|nor|without)\b|n['’]t\b", re.I)
_OPTIONAL = re.compile(
    r"(?:not|no longer) (?:\w+ )?(?:need|requir|have to|oblig|compulsory|mandatory|necessary)|\bno need|\boptional|"
    r"without need|need not",
    re.I,
)
_FORBIDDEN = re.compile(
    r"(?:may|can|could|must|do|does|is|are|was|were|has|have|will|did)(?: \w+)? not\b|cannot|prohibit|forbid|barred|"
    r"exclude|closed|no longer|\b(?:no|never|none|neither|nor)\b",
    re.I,
)
_CLAUSE = re.compile(r"(?:[,;:]|\b(?:because|but|although|unless|while|whereas)\b)\s*", re.I)
_NOT = re.compile(r"\bcan['’]?t\b|\bcannot\b|n['’]t\b|\b(?<=do)nt\b", re.I)
_NEGATING = frozenset(["not", "no", "never", "without", "nor", "neither", "none", "nobodi", "noth", "unabl"])
SCOPE, CLOSE = 6, 3
"""Words after a negation that it governs, and those that it certainly does."""


@dataclass(frozen=True, slots=True)
class _Words:
    opposites: tuple[tuple[Pattern, Pattern], ...]
    contrary: Pattern
    quantifiers: frozenset[str]
    function: frozenset[str]
    nations: Pattern


@cache
def _lists() -> _Words:
    data = data_file("verdict.yaml")
    sides = [_any_of(side) for side in data["opposites"]]
    pairs = tuple(zip(sides[::2], sides[1::2], strict=True))
    quantifiers, function = (frozenset(map(_stem, data[name].split())) for name in ("quantifiers", "function"))
    contrary, named = (_any_of(data[name].split()) for name in ("contrary", "nations"))
    return _Words(pairs, contrary, quantifiers, function, named)


def _any_of(patterns: Sequence[str]) -> Pattern:
    return re.compile(rf"\b(?:{'|'.join(map(str, patterns))})\b", re.I)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    """The stems of a text in order, names and numbers left out, "can't" and the like read as "not"."""
    plain = _NOT.sub(" not", text)
    return tuple(
        _stem(word)
        for stretch, is_name in replace_names(plain)
        if not is_name
        for word in words(stretch)
        if not word[0].isdigit()
    )


def modality(text: str) -> str:
    """`obliged`, `possible` or `plain`: what is demanded, what is allowed, what is."""
    if _OBLIGED.search(text):
        return "obliged"
    return "possible" if _POSSIBLE.search(text) else "plain"


def opposites(text: str, other: str) -> Iterator[tuple[int, bool]]:
    """Pairs of opposites of which each text holds one side: the pair's number, and whether the sides differ."""
    for number, (one, two) in enumerate(_lists().opposites):
        mine, theirs = (bool(one.search(t)) - bool(two.search(t)) for t in (text, other))
        if mine and theirs:
            yield number, mine != theirs


def opposed(text: str, other: str) -> bool:
    """Whether two texts hold the two sides of a pair of opposites."""
    return any(differ for _, differ in opposites(text, other))


def nations(text: str) -> frozenset[str]:
    """The nations that a text names, each by the first letters of its word."""
    return frozenset(match.lower()[:4] for match in _lists().nations.findall(text))


_SPELLED = {"one": "1", "single": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7"}
_SPELLED |= {"eight": "8", "nine": "9", "ten": "10", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
_ONE = ("one", "single", "third")
_COUNTED = re.compile(
    rf"\b({'|'.join(_ONE)})[ -](?:more |full |whole |different )?(?:years?|months?|weeks?|days?|hours?|times?|"
    rf"attempts?|tr(?:y|ies)|programs?|employers?|states?)\b|\b({'|'.join(w for w in _SPELLED if w not in _ONE)})\b",
    re.I,
)
_NO_AMOUNT = re.compile(
    r"\b(?:two|seven|2|7)[- ]years?[- ](?:home|rule|requirement|limit|clock)\b|\b(?:step|pathway|pgy|form|part)[\s-]*"
    r"\d\w*|\b(?:j|h|o|f|b|e|eb|l|i)-?\d+\w?\b|\b(?:19|20)\d\d\b|\b(?:six|\d)[- ]figure\b",
    re.I,
)


def numbers(text: str) -> frozenset[str]:
    """The amounts of a text, spelled or in digits; no years, and none that belong to a name ("Step 3", "H-1B")."""
    bare = _NO_AMOUNT.sub(" ", text)
    spelled = {_SPELLED[(match[1] or match[2]).lower()] for match in _COUNTED.finditer(bare)}
    return frozenset(n.replace(",", "").rstrip(".") for n in re.findall(r"\d[\d,.]*", bare)) | spelled


def features(
    question: str, units: Sequence[str], similarities: Sequence[float], beliefs: Sequence[float]
) -> dict[str, float]:
    """What a question and its passage say about yes or no.

    Args:
        question: the sentence that asks.
        units: the sentences of the passage, at least one.
        similarities: of the question to each of them.
        beliefs: similarities to the wrong beliefs that the section corrects.
    """
    nearest = units[max(range(len(units)), key=lambda i: similarities[i])]
    return (
        _word_features(question, nearest, units)
        | _frames(question, units, similarities)
        | _alignment(question, nearest, units)
        | _opposite_features(question, nearest, units[0])
        | _closeness(question, nearest, units, similarities, beliefs)
    )


def _frame(question: str) -> str:
    return ("N" if _NO.search(question) else "") + modality(question)[0]


def _turns(question: str) -> int:
    """How often a question is turned round: 0, 1 or 2 for more."""
    limits = {match.lower() for match in _lists().contrary.findall(question)}
    return min(2, bool(NEGATION.search(question)) + len(limits))


def _stance(sentence: str) -> str:
    """What a sentence says of its matter."""
    if _OPTIONAL.search(sentence):
        return "optional"
    if _FORBIDDEN.search(sentence):
        return "not"
    if re.search(r"\bonly\b", sentence, re.I):
        return "only"
    return modality(sentence)


def _word_features(question: str, nearest: str, units: Sequence[str]) -> dict[str, float]:
    asked, held = set(_stems(question)), set(_stems(nearest))
    anywhere = {stem for unit in units for stem in _stems(unit)}
    found = {f"q:{stem}": 1.0 for stem in asked}
    found |= {f"in:{stem}": 1.0 for stem in asked & held} | {f"out:{stem}": 1.0 for stem in asked - anywhere}
    frame = _frame(question)
    found |= {f"{frame}|{stem}": 0.5 for stem in held - asked} | {f"s:{stem}": 0.5 for stem in held - asked}
    far = asked & _lists().quantifiers
    return found | {"far_out": float(bool(far - held)), "far_in": float(bool(far & held))}


def _frames(question: str, units: Sequence[str], similarities: Sequence[float]) -> dict[str, float]:
    """The question's frame crossed with the stance of the nearest, first and second sentence and clause."""
    order = sorted(range(len(units)), key=lambda i: -similarities[i])
    frame, turns = _frame(question), _turns(question)
    told = {
        "near": _stance(units[order[0]]),
        "first": _stance(units[0]),
        "clause": _stance(_clause(question, units, similarities)),
    }
    if len(order) > 1 and similarities[order[1]] > similarities[order[0]] - 0.15:
        told["second"] = _stance(units[order[1]])
    found = {f"frame:{frame}": 1.0, f"turns:{turns}": 1.0}
    for place, stance in told.items():
        found |= {
            f"{place}:{frame}|{stance}": 1.0,
            f"{place}:{turns}|{frame[-1]}|{stance}": 1.0,
            f"{place}:{stance}": 1.0,
        }
    return found


def _clause(question: str, units: Sequence[str], similarities: Sequence[float]) -> str:
    """The clause that shares most with the question."""
    asked = _content(question)
    clauses = [
        (len(asked & _content(clause)) / (len(asked) or 1) + 0.5 * similarity, clause)
        for unit, similarity in zip(units, similarities, strict=True)
        for clause in _CLAUSE.split(unit)
        if len(clause.split()) > 2
    ]
    return max(clauses)[1] if clauses else units[0]


def _content(text: str) -> set[str]:
    return set(_stems(text)) - _lists().function - _NEGATING


def _alignment(question: str, nearest: str, units: Sequence[str]) -> dict[str, float]:
    """Shared words under the same and under contrary negation, in the nearest sentence and at most in any."""
    agree, differ, denied = _aligned(question, nearest)
    each = [_aligned(question, unit) for unit in units]
    frame = _frame(question)
    found = {"agree": agree, "differ": differ, "denied": denied, f"agree:{frame}": agree, f"differ:{frame}": differ}
    return found | {
        f"most_{name}": max(column)
        for name, column in zip(("agree", "differ", "denied"), zip(*each, strict=True), strict=True)
    }


def _aligned(question: str, sentence: str) -> tuple[float, float, float]:
    mine, theirs = _marked(question), _marked(sentence)
    shared = [stem for stem in mine if stem in theirs and stem not in _lists().function]
    agree = sum(mine[stem][0] == theirs[stem][0] for stem in shared)
    denied = sum(theirs[stem][1] and not mine[stem][0] for stem in shared)
    return agree / 2, (len(shared) - agree) / 2, denied / 2


@lru_cache(maxsize=4096)
def _marked(text: str) -> dict[str, tuple[bool, bool]]:
    """For each stem whether it stands in the reach of a negation, and whether close after one."""
    found: dict[str, tuple[bool, bool]] = {}
    for clause in _CLAUSE.split(text):
        since = SCOPE + 1
        for stem in _stems(clause):
            since = 0 if stem in _NEGATING else since + 1
            if since:
                found.setdefault(stem, (since <= SCOPE, since <= CLOSE))
    return found


def _opposite_features(question: str, nearest: str, first: str) -> dict[str, float]:
    found: dict[str, float] = {}
    negative = "n" if _stance(nearest) in ("optional", "not") else "p"
    for place, sentence in (("near", nearest), ("first", first)):
        for number, differ in opposites(question, sentence):
            kind = f"{'opposed' if differ else 'alike'}:{place}"
            found |= {f"{kind}|{number}": 1.0, kind: 1.0, f"{kind}|{negative}": 1.0}
    return found


def _closeness(
    question: str, nearest: str, units: Sequence[str], similarities: Sequence[float], beliefs: Sequence[float]
) -> dict[str, float]:
    asked = _content(question)
    anywhere = {stem for unit in units for stem in _stems(unit)}
    found = {
        f"held:{n}": 3 * len(asked & held) / (len(asked) or 1)
        for n, held in (("near", set(_stems(nearest))), ("all", anywhere))
    }
    found |= {"similar": 3 * max(similarities), "similar_first": 3 * similarities[0]}
    if amounts := numbers(question):
        where = "near" if amounts <= numbers(nearest) else "all" if amounts <= numbers(" ".join(units)) else "out"
        found[f"amount:{where}"] = 1.0
    turned = "N" if _NO.search(question) else ""
    if beliefs:
        found |= {
            f"belief{turned}": 3 * (max(beliefs) - max(similarities)),
            f"believed{turned}": 3 * max(0.0, max(beliefs) - 0.5),
        }
    return found
