"""Rerank: veto what is about another case, collapse parallel sections, heed the precedence of documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.precedence import in_precedence
from assistant.query import Query
from assistant.retrieve import Passage
from ingest.index import Index
from ingest.lexical import tokens
from ingest.names import names_of

VETO = 4.0
"""Taken from the score of a passage about another visa, state or exam than the question names."""

STATE_PENALTY = 0.35
"""Taken from a passage about one state when the question names none."""

OTHER_CASE_PENALTY = 0.8
"""Taken from a passage about another case than the reader's own, which the question does not name."""

_LICENSE = re.compile(r"\blicen[sc]|\bstates?\b|\bboard\b", re.IGNORECASE)
FAMILY_SCORE = 0.8
FAMILY_ASK = 0.05
"""How close a state's section must come to the first passage for the question to depend on the state."""

NUMBER_BONUS = 0.7
"""Added to the score of a passage that holds the question's telling numbers."""

_YEAR = re.compile(r"(?:19|20)\d\d$")
_ALIKE = {
    "Step 2": {"Step 2", "Step 2 CK"},
    "Step 2 CK": {"Step 2", "Step 2 CK"},
    "B-1": {"B-1", "B-2"},
    "B-2": {"B-1", "B-2"},
}
_WHICH_STATES = re.compile(
    r"\b(?:which|what|how many|any|all|every|some|other|most|list of|best|easiest|"
    r"friendl\w+)\s+(?:\w+\s+){0,2}states?\b|\bstate by state\b|\bdo states\b|"
    r"\bstates?\s+(?:that|which|where|without|with|who)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passages in their final order; `vetoed` ones are set aside, mostly for being about another case.

    `family` names the family that leads when the question leaves open which member is meant.
    """

    passages: tuple[Passage, ...]
    vetoed: tuple[Passage, ...]
    family: str | None = None

    def only(self, passage: Passage) -> Ranked:
        """One passage, with all others set aside."""
        return replace(
            self, passages=(passage,), vetoed=(*(p for p in self.passages if p is not passage), *self.vetoed)
        )


def rerank(passages: Sequence[Passage], query: Query, index: Index) -> Ranked:
    """Order passages for a question and its situation."""
    barred = {p.row.row for p in passages if is_vetoed(p, query, index)}
    bonus = _number_bonus(passages, numbers_of(query.texts[0]), index)
    adjusted = [_adjusted(p, VETO if p.row.row in barred else _penalty(p, query), bonus) for p in passages]
    adjusted.sort(key=lambda p: (-p.score, p.row.chunk.id))
    vetoed = [p for p in adjusted if p.row.row in barred]
    kept = [p for p in adjusted if p.row.row not in barred]
    if "state" not in query.names and "state" not in query.situation:
        kept, rest = _collapse(kept)
        vetoed = rest + vetoed
    kept, rest = in_precedence(kept, index)
    vetoed = rest + vetoed
    return Ranked(tuple(kept), tuple(vetoed), _leading_family(kept, query))


def _adjusted(passage: Passage, taken: float, bonus: Mapping[int, float]) -> Passage:
    given = bonus.get(passage.row.row, 0.0)
    return replace(passage, score=passage.score - taken + given) if taken or given else passage


def numbers_of(text: str) -> list[str]:
    """Telling numbers of a question (an amount, a form, a paragraph), as tokens; years tell little."""
    return [token for token in tokens(text) if token.isdigit() and len(token) >= 3 and not _YEAR.match(token)]


def _number_bonus(passages: Sequence[Passage], numbers: Sequence[str], index: Index) -> dict[int, float]:
    """By row, what the passages get that hold telling numbers."""
    if not numbers:
        return {}
    rows = np.array([passage.row.row for passage in passages])
    held = np.sum([index.words.holds(number, rows) for number in numbers], axis=0)
    return dict(zip(rows.tolist(), (NUMBER_BONUS * held / len(numbers)).tolist(), strict=True))


def _penalty(passage: Passage, query: Query) -> float:
    """What is taken from a passage that is not vetoed."""
    states = passage.section.applies_to.get("state", ())
    if states and "state" not in query.names:
        own = query.situation.get("state")
        if own in states:
            return 0.0
        return STATE_PENALTY * (3 if own or _WHICH_STATES.search(query.standalone) else 1)
    visas = passage.section.applies_to.get("visa", ())
    own_visa = query.situation.get("visa")
    if visas and own_visa and "visa" not in query.names and own_visa not in visas:
        return OTHER_CASE_PENALTY
    return 0.0


def is_vetoed(passage: Passage, query: Query, index: Index) -> bool:
    """Whether a passage is about another visa, state, exam or citizenship than the question names."""
    section = passage.section
    if not section.applies_to:
        return False
    for kind in ("state", "visa", "exam"):
        if kind not in query.names or kind not in section.applies_to:
            continue
        named, applies = set(query.names[kind]), set(section.applies_to[kind])
        if not named or not applies or _agree(named, applies):
            continue
        if kind == "state" or not _mentions(passage, index, kind, named):
            return True
    citizenship = set(section.applies_to.get("citizenship", ()))
    own = query.situation.get("citizenship")
    return bool(
        own
        and own in ("US citizen", "non-US citizen")
        and citizenship in ({"US citizen"}, {"non-US citizen"})
        and own not in citizenship
    )


def _agree(named: set[str], applies: set[str]) -> bool:
    return any(_ALIKE.get(name, {name}) & applies for name in named)


def _mentions(passage: Passage, index: Index, kind: str, named: set[str]) -> bool:
    text = index.text(passage.row.chunk.document)[passage.section.start : passage.section.end]
    found = set(names_of(f"{passage.section.heading}\n{text}", kind).get(kind, []))
    return _agree(named, found)


def _collapse(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Keep the best member of each family; the others come after everything else."""
    seen: set[str] = set()
    kept, rest = [], []
    for passage in passages:
        family = passage.section.family
        if family is not None and family in seen:
            rest.append(passage)
            continue
        if family is not None:
            seen.add(family)
        kept.append(passage)
    return kept, rest


def _leading_family(passages: Sequence[Passage], query: Query) -> str | None:
    """The family of state sections that answers as well as the first passage does."""
    if not passages or "state" in query.names or "state" in query.situation or _WHICH_STATES.search(query.standalone):
        return None
    if "exam" in query.names and not _LICENSE.search(query.standalone):
        return None
    first = passages[0]
    for passage in passages[:4]:
        near = first.score - passage.score <= FAMILY_SCORE and first.ask - passage.ask <= FAMILY_ASK
        if passage.section.applies_to.get("state") and passage.section.family and near:
            return passage.section.family
    return None
