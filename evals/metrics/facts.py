"""Key facts and forbidden claims.

Key-fact recall is nugget recall with vital nuggets only (Voorhees, "Overview of the TREC 2003 Question Answering
Track"), the nuggets matched by `evals.matching` instead of an assessor.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Answer
from evals.matching import FactMatch, find_fact


def reader_text(answer: Answer) -> str:
    """Everything a reader is told: the answer and its warnings."""
    return "\n".join([answer.text, *(warning.text for warning in answer.warnings)])


def find_facts(text: str, facts: Sequence[Sequence[str]]) -> list[FactMatch | None]:
    """For each fact where `text` says it, or None."""
    return [find_fact(text, fact) for fact in facts]


def key_fact_recall(text: str, facts: Sequence[Sequence[str]]) -> float | None:
    """The fraction of `facts` that `text` says, in [0, 1]; None without facts."""
    if not facts:
        return None
    return sum(match is not None for match in find_facts(text, facts)) / len(facts)


def forbidden_said(text: str, forbidden: Sequence[Sequence[str]]) -> list[FactMatch]:
    """The forbidden claims that `text` makes, with the sentence of each."""
    return [match for match in find_facts(text, forbidden) if match is not None]
