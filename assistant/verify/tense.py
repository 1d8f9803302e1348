"""Tense: what was so is not said to be so, and what will be so is not said to have been."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.verify.problems import Problem, ProblemKind
from assistant.verify.tokens import FACTS, Kind, Reading
from assistant.verify.walk import Walk

_TENSES = {
    "was": "past", "were": "past", "had": "past", "did": "past",
    "is": "present", "are": "present", "am": "present", "does": "present", "do": "present",
    "has": "perfect", "have": "perfect", "will": "future", "shall": "future", "going to": "future", "would": "future",
}  # fmt: skip
_CONFLICTS = frozenset(
    frozenset(pair.split()) for pair in ("past present", "past future", "present future", "perfect future")
)
_AUXILIARIES = frozenset({Kind.BE, Kind.PLAIN, Kind.MODAL})


def tense_problems(walk: Walk) -> Iterator[Problem]:
    """Auxiliaries in another tense than those that the quote has at the same words."""
    theirs = [(j, tense, *_neighbors(walk.quote, j)) for j, tense in _auxiliaries(walk.quote)]
    for i, tense in _auxiliaries(walk.statement):
        before, after = _neighbors(walk.statement, i)
        subject, verb = walk.place.get(before), walk.place.get(after)
        found = {
            other
            for _, other, b, a in theirs
            if (a == verb and verb is not None) or (b == subject and subject is not None)
        }
        if not found and tense == "future" and verb is not None and walk.quote.tokens[verb].raw.endswith("ed"):
            found = {"past"}
        if found and all(frozenset((tense, other)) in _CONFLICTS for other in found):
            context = " ".join(token.raw for token in walk.statement.tokens[max(0, i - 2) : i + 3])
            yield Problem(ProblemKind.MODALITY, f"tense: {context}")


def _auxiliaries(reading: Reading) -> list[tuple[int, str]]:
    """The first auxiliary of each verb with its tense."""
    found: list[tuple[int, str]] = []
    for i, token in enumerate(reading.tokens):
        tense = _TENSES.get(token.raw.lower()) if token.kind in _AUXILIARIES else None
        if tense and not (found and found[-1][0] == i - 1):
            found.append((i, tense))
    return found


def _neighbors(reading: Reading, i: int) -> tuple[int, int]:
    """The facts right before and after a token in its sentence, or -1."""
    before = next((k for k in range(i - 1, -1, -1) if reading.tokens[k].kind in FACTS), -1)
    after = next((k for k in range(i + 1, len(reading.tokens)) if reading.tokens[k].kind in FACTS), -1)
    same = [k if k >= 0 and reading.sentence[k] == reading.sentence[i] else -1 for k in (before, after)]
    return same[0], same[1]
