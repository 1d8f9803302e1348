"""Sentences of the corpus, and sentences made false by one change."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "corpus"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"]
_ACTORS = (
    r"\b(?:physician|hospital|applicant|program|board|employer|resident|school|graduate|state|spouse|sponsor|ECFMG)\b"
)
_NAMES = r"\b(?:J-1|H-1B|O-1|Step 1|Step 2 CK|Step 3|ECFMG|NRMP|ERAS|USCIS|FSMB|USMLE|Texas|Ohio|California|OET|AAMC)\b"
_CONDITION = re.compile(r",? (?:unless|only if|if|except|until|provided) [^,;.]*")


@cache
def sentences() -> list[tuple[str, str]]:
    """Sentences of the corpus with the paragraphs in which they stand."""
    found = []
    for path in sorted(CORPUS.glob("*/*.md")):
        body = _COMMENT.sub("", path.read_text(encoding="utf-8").split("\n# ", 1)[1])
        for paragraph in (line.strip() for line in body.splitlines()[1:]):
            if paragraph and paragraph[0] not in "#|-":
                parts = re.split(r"(?<=[.!?])\s+(?=[A-Z])", paragraph)
                found.extend((part, paragraph) for part in parts if len(part.split()) > 5)
    return found


@cache
def rephrasings() -> list[dict[str, object]]:
    return yaml.safe_load((HERE / "rephrasings.yaml").read_text(encoding="utf-8"))


def changed(sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Every kind of change that fits a sentence, as (kind, changed sentence)."""
    for kind, pairs in _replacements().items():
        for old, new in pairs:
            spots = list(re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", sentence))
            if spots:
                yield kind, _put(sentence, rng.choice(spots), new)
    for spot in re.finditer(r"\d", sentence):
        yield "digit", _put(sentence, spot, rng.choice([d for d in "123456789" if d != spot.group()]))
    for spot in re.finditer(rf"\b(?:{'|'.join(_COUNTS)})\b", sentence):
        yield "count", _put(sentence, spot, rng.choice([word for word in _COUNTS if word != spot.group()]))
    for kind, pattern in (("swapped actors", _ACTORS), ("swapped names", _NAMES)):
        yield from ((kind, swap) for swap in _swaps(sentence, pattern))
    condition = _CONDITION.search(sentence)
    if condition and condition.start() > 10:
        yield "dropped condition", sentence[: condition.start()] + sentence[condition.end() :]


@cache
def _replacements() -> dict[str, list[list[str]]]:
    return yaml.safe_load((HERE / "changes.yaml").read_text(encoding="utf-8"))


def _put(sentence: str, spot: re.Match[str], new: str) -> str:
    return " ".join((sentence[: spot.start()] + new + sentence[spot.end() :]).split())


def _swaps(sentence: str, pattern: str) -> Iterator[str]:
    """The sentence with two different things exchanged; neighbors in a list may stand in any order."""
    for a, b in combinations(re.finditer(pattern, sentence), 2):
        between = sentence[a.end() : b.start()]
        if a.group() != b.group() and not re.search(r"^\W*(?:and|or|nor|,)\b|,", between):
            yield sentence[: a.start()] + b.group() + between + a.group() + sentence[b.end() :]
