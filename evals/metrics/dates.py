"""How old the evidence is: of the citations, those that carry what the reader came for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.types import Answer, Citation
from evals.matching import says


def undated(answer: Answer) -> list[str]:
    """A reason for each citation that does not say as of when."""
    return [f"[{citation.number}] has no date" for citation in answer.citations if citation.as_of is None]


def too_old(answer: Answer, oldest: date, facts: Sequence[Sequence[str]], sections: Sequence[str]) -> list[str]:
    """A reason for each part of the answer that rests on nothing as recent as `oldest`.

    The parts are the key facts that the answer says; where it says none, the whole of the expected sections. What is
    added from older guidance does not count: a reader who asks for the fee of this year may also be told an old rule.
    """
    reasons = []
    for what, citations in _carriers(answer, facts, sections):
        dates = [citation.as_of for citation in citations if citation.as_of]
        newest = max(dates, default=None)
        if citations and (newest is None or newest < oldest):
            shown = ", ".join(f"[{citation.number}]" for citation in citations)
            reasons.append(f"{what} rests on {shown}, as of {newest or 'no date'}, expected {oldest} or later")
    return reasons


def _carriers(
    answer: Answer, facts: Sequence[Sequence[str]], sections: Sequence[str]
) -> Iterator[tuple[str, list[Citation]]]:
    """What has to be recent, with the citations that carry it."""
    said = False
    for fact in facts:
        numbers = {n for one in answer.statements if says(one.text, fact) for n in one.citations}
        if numbers:
            said = True
            yield repr(fact[0]), [citation for citation in answer.citations if citation.number in numbers]
    if not said:
        accepted = [c for c in answer.citations if not sections or f"{c.document}#{c.section}" in sections]
        yield "the answer", accepted
