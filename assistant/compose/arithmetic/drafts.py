"""Computed statements in an answer: the line with its inputs first, then the rule in the guidance's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.compose.arithmetic.moments import find_moments
from assistant.compose.arithmetic.operations import computations
from assistant.compose.arithmetic.prices import counts_in
from assistant.compose.arithmetic.types import Asked, Rule
from assistant.compose.arithmetic.words import asks_for_a_sum, patterns
from assistant.compose.quotes import quoted
from assistant.compose.types import Draft, Evidence, Scored
from assistant.compose.units import score_units
from assistant.parts import asks, without_topic
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.types import StatementKind
from ingest.index import Index

SHORT = 7
"""Words of a follow-up that gives no more than another number."""

NEAR = (12, 1.8)
"""A rule is looked for in so many passages, in those that score this close to the first one."""

WIDE = (60, 3.0)
"""The same for a sum, whose fees may stand apart, where nearer passages do not hold all of them."""

RANK_WEIGHT = 0.25
"""How much the score of its passage counts beside the score of a unit."""


def asked_of(query: Query) -> Asked:
    """The question as arithmetic reads it; the turn as a whole and the one before may hold its inputs.

    A follow-up that only gives another number or date ("and for 60?") asks the question before with it.
    """
    own = query.standalone
    if query.follow_up and query.before:
        own = _with_new_input(query.before, query.question) or _own_question(query)
    before = dict.fromkeys([query.before or "", query.standalone, *query.texts[1:]])
    return Asked(own, " ".join(text for text in before if text and text not in own))


def _own_question(query: Query) -> str:
    """The question, without the topic carried from the one before where the turn asks something itself."""
    return without_topic(query.standalone) if asks(query.question.rstrip(" ?")) else query.standalone


def _with_new_input(before: str, question: str) -> str | None:
    """The question before with its one number or date replaced by the one of a short follow-up."""
    for places in (find_moments, counts_in):
        new, old = places(question), places(before)
        if len(new) == len(old) == 1 and len(question.split()) <= SHORT:
            said = question[new[0][0] : new[0][1]]
            return f"{before[: old[0][0]]}{said}{before[old[0][1] :]}"
    return None


def rules_of(evidence: Sequence[Evidence]) -> list[Rule]:
    """The rules that evidence quotes."""
    return [Rule(" ".join(e.text.split()), "#".join(e.passage.key), e.passage.section.heading) for e in evidence]


def _spells_out(passage: Passage) -> bool:
    """Whether sums may rest on a passage: guidance with recorded questions; a stray number elsewhere is no rule."""
    return bool(passage.section.questions) and not passage.section.not_covered


def with_computed(query: Query, passages: Sequence[Passage], index: Index, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts of an answer, with what can be computed and the rules it rests on before the other quotes.

    Quotes of other sections are left out when the rule does not stand in the best passage.
    """
    asked = asked_of(query)
    if not asks_for_a_sum(asked.own):
        return list(drafts)
    for most, reach in (NEAR, WIDE) if patterns("ask_money").search(asked.own) else (NEAR,):
        near = [p for p in passages[:most] if _spells_out(p) and passages[0].score - p.score <= reach]
        by_rule = _rules(query, near, index)
        found = next(computations(asked, list(by_rule)), None)
        if found is not None:
            break
    else:
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


def _rules(query: Query, passages: Sequence[Passage], index: Index) -> dict[Rule, Scored]:
    """The sentences of the passages that may be rules, the likeliest first, with the units that they are."""
    units = [unit for passage in passages for unit in score_units(passage, query, index, numbered=True)]
    units.sort(key=lambda unit: -(unit.score + RANK_WEIGHT * unit.passage.score))
    first = passages[0].key if passages else None
    return {
        replace(rule, first=unit.passage.key == first): unit for unit in units for rule in rules_of([unit.evidence])
    }


def _once(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose last quote was not shown before."""
    kept: dict[tuple[tuple[str, str], int], Draft] = {}
    for draft in drafts:
        kept.setdefault((draft.evidence[-1].passage.key, draft.evidence[-1].start), draft)
    return list(kept.values())
