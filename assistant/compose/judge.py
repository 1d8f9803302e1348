"""Judging a chat model's sentence against the units that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from assistant.compose.material import Material
from assistant.compose.parsing import Written
from assistant.compose.quotes import evidence_of, quoted
from assistant.compose.types import Draft, Evidence, Scored
from assistant.types import StatementKind
from assistant.verify import check_statement
from ingest.lexical import tokens

NEAREST = 4
"""Units that are tried together when no single one carries a sentence."""

LEAST_WORDS = 2
"""A sentence with fewer words that mean something says nothing that could be checked."""

_MARKUP = re.compile(r"[<>{}`|]|://|\]\(")


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a sentence.

    `units` are those it rests on; `drafts` is the sentence itself, the quote in its place, or nothing;
    `reason` says why it is not the sentence itself.
    """

    drafts: tuple[Draft, ...]
    units: tuple[Scored, ...] = ()
    reason: str | None = None


def judge(written: Written, material: Material) -> Judged:
    """Keep a sentence that its units carry; put the quote in its place where that answers; else drop it."""
    if reason := _unfit(written):
        return Judged((), reason=reason)
    near = _nearest(written.text, material.named(written.tokens))
    if not near:
        return Judged((), reason="no such passage")
    units = _support(written.text, near, material)
    if units:
        if not all(map(material.is_close, units)):
            return Judged((), reason="beside the question")
        draft = Draft(written.text, StatementKind.MODEL, _evidence(units, material), written.item)
        return Judged((draft,), units)
    reason = _problems(written.text, near[0], material)
    if not material.answers(near[0]):
        return Judged((), reason=reason)
    return Judged(tuple(quoted(near[0], material.index)), near[:1], reason)


def _unfit(written: Written) -> str | None:
    """Why a sentence is not looked up at all."""
    if not written.finished:
        return "unfinished"
    if not written.tokens:
        return "no citation"
    if _MARKUP.search(written.text):
        return "markup"
    if "?" in written.text:
        return "question"
    return "no content" if len(tokens(written.text)) < LEAST_WORDS else None


def _nearest(text: str, units: Iterator[Scored]) -> tuple[Scored, ...]:
    """Units by the share of the sentence's words that they hold."""
    words = set(tokens(text))
    return tuple(sorted(units, key=lambda scored: (-len(words & set(tokens(scored.text))), -scored.score)))


def _support(text: str, near: tuple[Scored, ...], material: Material) -> tuple[Scored, ...]:
    """The fewest units that carry a sentence: one, else two of the nearest."""
    for count, candidates in ((1, near), (2, near[:NEAREST])):
        for units in combinations(candidates, count):
            if not check_statement(text, [evidence.text for evidence in _evidence(units, material)]):
                return units
    return ()


def _evidence(units: tuple[Scored, ...], material: Material) -> tuple[Evidence, ...]:
    """The evidence of all units in reading order, each span once."""
    found = {(e.passage.key, e.start): e for scored in units for e in evidence_of(scored, material.index)}
    return tuple(found[place] for place in sorted(found))


def _problems(text: str, unit: Scored, material: Material) -> str:
    problems = check_statement(text, [evidence.text for evidence in evidence_of(unit, material.index)])
    return ", ".join(dict.fromkeys(problem.kind.value for problem in problems))
