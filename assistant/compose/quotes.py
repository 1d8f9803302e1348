"""Units of guidance as evidence and as statements, each with the words it cannot stand without."""

from __future__ import annotations

from assistant.compose.extractive import plain
from assistant.compose.types import Draft, Evidence, Scored
from assistant.compose.units import antecedent_of, next_of, row_sentence, stem_of
from assistant.types import StatementKind
from ingest.index import Index
from ingest.types import UnitKind


def evidence_of(scored: Scored, index: Index) -> tuple[Evidence, ...]:
    """A unit as evidence, after the line of its list, the head of its table or the sentence it leans on."""
    support = stem_of(scored, index) or antecedent_of(scored, index)
    return (support.evidence, scored.evidence) if support else (scored.evidence,)


def quoted(scored: Scored, index: Index) -> list[Draft]:
    """A unit in the guidance's own words, with its antecedent before and its exception after it."""
    units = (antecedent_of(scored, index), scored, next_of(scored, index))
    return [draft for unit in units if unit is not None for draft in _drafts(unit, index)]


def exception_of(scored: Scored, index: Index) -> list[Draft]:
    """What must stand right after a unit, in the guidance's own words."""
    after = next_of(scored, index)
    return _drafts(after, index) if after else []


def _drafts(scored: Scored, index: Index) -> list[Draft]:
    stem = stem_of(scored, index)
    if stem is None:
        return [Draft(plain(scored.text), StatementKind.QUOTED, (scored.evidence,))]
    evidence = (stem.evidence, scored.evidence)
    if scored.unit.kind is UnitKind.ROW:
        return [Draft(row_sentence(stem.text, scored.text), StatementKind.QUOTED, evidence)]
    return [
        Draft(plain(stem.text), StatementKind.QUOTED, (stem.evidence,)),
        Draft(plain(scored.text), StatementKind.QUOTED, evidence, item=True),
    ]
