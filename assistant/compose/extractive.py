"""The extractive engine: whole sentences of the guidance, direct answer first, no more than needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.clarify import BRANCHES, open_visas
from assistant.compose.types import Draft, Scored
from assistant.compose.units import antecedent_of, next_of, row_sentence, score_units, stem_of
from assistant.compose.verdict import verdict_for
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.route import is_instruction
from assistant.types import StatementKind
from ingest.index import Index
from ingest.lexical import tokens
from ingest.types import UnitKind, Verdict

MAX_WORDS = 115
LIST_WORDS = 150
"""A list is shown whole up to this many words: a missing item would mislead."""

MAX_UNITS = 6
WITHIN_BEST = 0.60
"""Units of the first passage that score this close to its best are part of the answer."""

WITHIN_BEST_PLAIN = 0.3
"""The same for a document without recorded questions, whose sections are long and say more than is asked."""

SECOND_PASSAGE = 0.9
"""Another passage may add to the answer when its score is this close to the first one's."""

SECOND_ASK = 0.22
"""The similarity of its recorded questions must come this close, too."""

SECOND_UNIT = 0.38
"""A unit of another passage must score this close to the best unit."""

SAID = 0.6
"""Taken from a unit that the last answer holds, where it held all: who asks on wants to know something else."""

NEXT_PASSAGE = 0.5
"""How far behind a passage may come that is quoted instead of the best, where the last answer said all of that one."""

SAME_WORDS = 0.6
_VERDICT_TEXT = {Verdict.YES: "Yes.", Verdict.NO: "No.", Verdict.DEPENDS: "It depends."}


def compose(query: Query, passages: Sequence[Passage], index: Index) -> list[Draft]:
    """Draft an answer from the passages that are about the question, best first.

    Where the last answer said all of it, what it did not say comes first.
    """
    drafts = _composed(replace(query, turns=()), passages, index)
    told = _told(query)
    if told and all(draft.text in told for draft in drafts if draft.evidence):
        return _composed(query, passages, index)
    return drafts


def _told(query: Query) -> str:
    """The message before this turn, the assistant's last answer as a rule."""
    return " ".join(query.turns[0].split()) if query.turns else ""


def _composed(query: Query, passages: Sequence[Passage], index: Index) -> list[Draft]:
    first = _first(passages, query, index)
    if first is None:
        return []
    chosen = _from_first(first, query, index)
    best = max(scored.score for scored in chosen)
    verdict = verdict_for(query, passages, index)
    branches = open_visas(query, passages)
    for passage in passages[1:6] if not first.section.not_covered else ():
        if len(branches) == BRANCHES and passage.section.applies_to.get("visa", ())[:1] == (branches[1],):
            chosen += _branch(passage, query, index, chosen)
            continue
        if passage.key == first.key or passage.section.not_covered or not _is_close(passage, first):
            continue
        chosen += _from_other(passage, query, index, chosen, best)
    drafts = _to_drafts(chosen, query, index)
    return [Draft(_VERDICT_TEXT[verdict], StatementKind.VERDICT), *drafts] if verdict else drafts


def _first(passages: Sequence[Passage], query: Query, index: Index) -> Passage | None:
    """The best passage, or the next that answers nearly as well where the last answer said all that the best says."""
    first = next((passage for passage in passages if _units(passage, query, index)), None)
    told = _told(query)
    for passage in passages[:6] if first and told and not first.section.not_covered else ():
        near = first and _is_close(passage, first) and first.score - passage.score <= NEXT_PASSAGE
        if not near or passage.section.not_covered:
            continue
        if any(unit.text not in told for unit in _units(passage, query, index)):
            return passage
    return first


def _is_close(passage: Passage, first: Passage) -> bool:
    """Whether a passage answers nearly as well as the first: by its score, and by the questions it is recorded for."""
    return first.score - passage.score <= SECOND_PASSAGE and first.ask - passage.ask <= SECOND_ASK


def _from_first(passage: Passage, query: Query, index: Index) -> list[Scored]:
    units = _units(passage, query, index)
    best = max(units, key=lambda scored: scored.score)
    within = WITHIN_BEST if passage.section.questions else WITHIN_BEST_PLAIN
    picked = [scored for scored in units if scored.score >= best.score - within]
    lists = {scored.unit.stem for scored in picked if scored.is_item}
    lists |= {scored.place for scored in picked if scored.text.endswith(":")}
    picked = [scored for scored in units if scored in picked or (scored.is_item and scored.unit.stem in lists)]
    picked = sorted(picked, key=lambda scored: -scored.score)
    return _limited(picked, index)


def _branch(passage: Passage, query: Query, index: Index, chosen: Sequence[Scored]) -> list[Scored]:
    """The best unit about the other visa, where the question leaves open which of two is meant."""
    if any(
        scored.passage.section.applies_to.get("visa") == passage.section.applies_to.get("visa") for scored in chosen
    ):
        return []
    units = _units(passage, query, index)
    if not units:
        return []
    best = max(units, key=lambda scored: scored.score)
    return [item for item in (antecedent_of(best, index), best, next_of(best, index)) if item is not None]


def _units(passage: Passage, query: Query, index: Index) -> list[Scored]:
    """The units that may be quoted: no table header alone, and nothing that speaks to the program."""
    scored_units = score_units(passage, query, index)
    if told := _told(query):
        scored_units = [replace(s, score=s.score - SAID) if s.text in told else s for s in scored_units]
    trusted = passage.document.curated
    return [s for s in scored_units if not _is_header(s) and (trusted or not is_instruction(s.text))]


def _is_header(scored: Scored) -> bool:
    return scored.unit.kind is UnitKind.ROW and scored.unit.stem is None


def _limited(picked: Sequence[Scored], index: Index) -> list[Scored]:
    """The best units up to the limits, each with what must stand next to it, in reading order."""
    kept: list[Scored] = []
    words = 0
    for scored in picked:
        group = [item for item in (antecedent_of(scored, index), scored, next_of(scored, index)) if item is not None]
        group = [item for item in group if all(item.place != other.place for other in kept)]
        size = sum(len(item.text.split()) for item in group)
        room = LIST_WORDS if scored.is_item else MAX_WORDS
        if kept and (words + size > room or (len(kept) >= MAX_UNITS and not scored.is_item)):
            continue
        kept += group
        words += size
    return sorted(kept, key=lambda scored: scored.place)


def _from_other(passage: Passage, query: Query, index: Index, chosen: Sequence[Scored], best: float) -> list[Scored]:
    """At most one unit (with what belongs to it) of another passage, if it adds something."""
    words = sum(len(scored.text.split()) for scored in chosen)
    units = _units(passage, query, index)
    if not units or len(chosen) >= MAX_UNITS or words > MAX_WORDS * 0.75:
        return []
    unit = max(units, key=lambda scored: scored.score)
    if unit.score < best - SECOND_UNIT or any(_same(unit.text, other.text) for other in chosen):
        return []
    return [item for item in (antecedent_of(unit, index), unit, next_of(unit, index)) if item is not None]


def _same(text: str, other: str) -> bool:
    a, b = set(tokens(text)), set(tokens(other))
    return len(a & b) > SAME_WORDS * min(len(a), len(b)) if a and b else False


def _to_drafts(chosen: Sequence[Scored], query: Query, index: Index) -> list[Draft]:
    drafts: list[Draft] = []
    stems: set[tuple[str, int]] = set()
    for scored in chosen:
        stem = stem_of(scored, index)
        if scored.unit.kind is UnitKind.ROW and stem is not None:
            text = row_sentence(stem.text, scored.text, query.names.get("visa", ()))
            drafts.append(Draft(text, StatementKind.QUOTED, (stem.evidence, scored.evidence)))
            continue
        if stem is not None:
            place = (scored.passage.row.chunk.document, stem.unit.start)
            if place not in stems and all(other.unit.start != stem.unit.start for other in chosen):
                drafts.append(Draft(stem.text, StatementKind.QUOTED, (stem.evidence,)))
            stems.add(place)
            drafts.append(Draft(scored.text, StatementKind.QUOTED, (stem.evidence, scored.evidence), item=True))
            continue
        drafts.append(Draft(plain(scored.text), StatementKind.QUOTED, (scored.evidence,), item=scored.is_item))
    return drafts


def plain(text: str) -> str:
    """A unit without Markdown emphasis and links, for reading; the quote keeps the source's form."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)\s]*\)", r"\1", text)
    return re.sub(r"(?<!\w)(\*{1,3}|_{1,3})(\S(?:.*?\S)?)\1(?!\w)", r"\2", text)
