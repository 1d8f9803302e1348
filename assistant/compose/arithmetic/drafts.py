"""Computed statements in an answer: the line with its inputs first, then the rule in the guidance's own words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.compose.arithmetic.operations import computations
from assistant.compose.arithmetic.types import Asked, Rule
from assistant.compose.quotes import quoted
from assistant.compose.types import Draft, Evidence, Scored
from assistant.compose.units import score_units
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.types import StatementKind
from ingest.index import Index

MOST_PASSAGES = 12
REACH = 1.8
"""A rule is looked for in passages that score this close to the first one."""

RANK_WEIGHT = 0.25
"""How much the score of its passage counts beside the score of a unit."""


def asked_of(query: Query) -> Asked:
    """The question as arithmetic reads it; the turn as a whole and the one before may hold its inputs."""
    own = query.standalone
    before = dict.fromkeys([query.before or "", *query.texts[1:]])
    return Asked(own, " ".join(text for text in before if text and text not in own))


def rules_of(evidence: Sequence[Evidence]) -> list[Rule]:
    """The rules that evidence quotes."""
    return [Rule(" ".join(e.text.split()), "#".join(e.passage.key)) for e in evidence]


def with_computed(query: Query, passages: Sequence[Passage], index: Index, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of an answer, with what can be computed and the rules it rests on before the other quotes.

    Quotes of other sections are left out when the rule does not stand in the best passage.
    """
    scored = _scored(query, passages, index)
    by_rule = {rule: one for one in scored for rule in rules_of([one.evidence])}
    found = next(computations(asked_of(query), list(by_rule)), None) if scored else None
    if found is None:
        return list(drafts)
    units = [by_rule[rule] for rule in found.rules]
    result = Draft(found.text, StatementKind.COMPUTED, tuple(unit.evidence for unit in units))
    rules = [draft for unit in units for draft in quoted(unit, index)]
    verdict = [draft for draft in drafts if draft.kind is StatementKind.VERDICT]
    sections = {unit.passage.key for unit in units}
    rest = [
        draft
        for draft in drafts
        if draft.evidence and (passages[0].key in sections or draft.evidence[-1].passage.key in sections)
    ]
    return [*verdict, result, *_once([*rules, *rest])]


def _scored(query: Query, passages: Sequence[Passage], index: Index) -> list[Scored]:
    """The units of the passages that may hold a rule, the likeliest first."""
    near = [p for p in passages[:MOST_PASSAGES] if not p.section.not_covered and passages[0].score - p.score <= REACH]
    units = [unit for passage in near for unit in score_units(passage, query, index)]
    return sorted(units, key=lambda unit: -(unit.score + RANK_WEIGHT * unit.passage.score))


def _once(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose last quote was not shown before."""
    kept: dict[tuple[tuple[str, str], int], Draft] = {}
    for draft in drafts:
        kept.setdefault((draft.evidence[-1].passage.key, draft.evidence[-1].start), draft)
    return list(kept.values())
