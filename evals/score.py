"""Judges answers: a list of checks a judged turn, and the scores that the summary adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from assistant.types import Answer, Outcome
from evals.cases import Case, Expectation
from evals.metrics.citations import (
    TextOf,
    citation_precision,
    citation_recall,
    invalid_citations,
    unsupported_statements,
)
from evals.metrics.dates import too_old, undated
from evals.metrics.facts import find_facts, forbidden_said, key_fact_recall, reader_text
from evals.metrics.outcomes import ANSWERING, is_false_answer, is_false_refusal, verdict_of
from evals.metrics.ranking import rank_scores
from evals.metrics.timing import words
from evals.runs import AnswerRecord, case_digest


@dataclass(frozen=True, slots=True)
class Check:
    """One demand on an answer; `reason` says why it failed."""

    name: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TurnScore:
    """The judgement of one turn. `values` holds its scores by name; a score that does not apply is absent."""

    case: str
    turn: int
    last: bool
    kind: str
    topic: str
    split: str
    tags: tuple[str, ...]
    question: str
    expected: tuple[str, ...]
    outcome: str | None
    checks: tuple[Check, ...]
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """What was found wrong."""
        return tuple(check for check in self.checks if not check.passed)

    def to_dict(self) -> dict[str, Any]:
        """The score as plain values."""
        return {**asdict(self), "passed": self.passed}


Checker = Callable[[Answer, Expectation, TextOf], Iterable[Check]]


def score(cases: Sequence[Case], records: Sequence[AnswerRecord], text_of: TextOf) -> list[TurnScore]:
    """The judged turns of `cases` in their order; a case without answers fails with that reason."""
    latest = {(r.case, r.turn, r.case_digest): r for r in records}
    scores = []
    for case in cases:
        for number, turn in enumerate(case.user_turns):
            if turn.expect is not None:
                record = latest.get((case.id, number, case_digest(case)))
                scores.append(_score_turn(case, number, turn.expect, record, text_of))
    return _with_ranking(cases, scores, latest)


def case_results(scores: Iterable[TurnScore]) -> dict[str, bool]:
    """Whether each case passed: every judged turn of it did."""
    results: dict[str, bool] = {}
    for one in scores:
        results[one.case] = results.get(one.case, True) and one.passed
    return results


def _score_turn(
    case: Case, number: int, expect: Expectation, record: AnswerRecord | None, text_of: TextOf
) -> TurnScore:
    answer = record.answer if record else None
    if answer is None:
        reason = (record.fault if record else None) or "there is no answer in the run"
        checks: tuple[Check, ...] = (Check("fault", False, reason),)
        values: dict[str, float] = {"answered_at_all": 0.0}
    else:
        checks = tuple(check for checker in CHECKERS for check in checker(answer, expect, text_of))
        values = _values(answer, expect, text_of, record.seconds if record else 0.0)
    return TurnScore(
        case=case.id,
        turn=number,
        last=number == len(case.user_turns) - 1,
        kind=case.kind,
        topic=case.topic,
        split=case.split,
        tags=case.tags,
        question=case.user_turns[number].text,
        expected=expect.outcomes,
        outcome=answer.outcome if answer else None,
        checks=checks,
        values=values,
    )


def _check_outcome(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    wanted = " or ".join(expect.outcomes)
    got = f"{answer.outcome}{f' ({answer.reason})' if answer.reason else ''}"
    yield Check("outcome", answer.outcome in expect.outcomes, f"ended as {got}, expected {wanted}")
    if expect.reasons:
        reasons = " or ".join(expect.reasons)
        yield Check("reason", answer.reason in expect.reasons, f"the reason is {answer.reason}, expected {reasons}")


def _check_facts(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    text = reader_text(answer)
    for fact, match in zip(expect.facts, find_facts(text, expect.facts), strict=True):
        yield Check("fact", match is not None, f"does not say: {' | '.join(fact)}")
    for match in forbidden_said(text, expect.forbidden):
        yield Check("forbidden", False, f"says {match.alternative!r} in: {match.sentence}")


def _check_verdict(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    if expect.verdict:
        found = verdict_of(answer)
        yield Check("verdict", found is expect.verdict, f"opens with {found}, expected {expect.verdict}")


def _check_citations(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    for reason in invalid_citations(answer, text_of):
        yield Check("citation", False, reason)
    for text in unsupported_statements(answer):
        yield Check("support", False, f"no quote supports: {text}")
    if answer.outcome in ANSWERING and not answer.citations:
        yield Check("citation", False, "answers without a citation")


def _check_sections(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    if expect.sections and answer.outcome in ANSWERING:
        cited = list(dict.fromkeys(f"{c.document}#{c.section}" for c in answer.citations))
        right = bool(set(cited) & set(expect.sections))
        reason = f"cites {', '.join(cited) or 'nothing'}, expected {' or '.join(expect.sections)}"
        yield Check("section", right, reason)


def _check_dates(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    if expect.as_of is False:
        return
    for reason in undated(answer):
        yield Check("as_of", False, reason)
    if isinstance(expect.as_of, date):
        for reason in too_old(answer, expect.as_of, expect.facts, expect.sections):
            yield Check("as_of", False, reason)


def _check_warnings(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    shown = {warning.kind for warning in answer.warnings}
    for kind in expect.warnings:
        yield Check("warning", kind in shown, f"shows no {kind} warning")


def _check_length(answer: Answer, expect: Expectation, text_of: TextOf) -> Iterable[Check]:
    if expect.max_words:
        count = words(answer.text)
        yield Check("length", count <= expect.max_words, f"has {count} words, at most {expect.max_words} wanted")


CHECKERS: tuple[Checker, ...] = (
    _check_outcome,
    _check_verdict,
    _check_facts,
    _check_citations,
    _check_sections,
    _check_dates,
    _check_warnings,
    _check_length,
)


def _values(answer: Answer, expect: Expectation, text_of: TextOf, seconds: float) -> dict[str, float]:
    text = reader_text(answer)
    invalid = invalid_citations(answer, text_of)
    values: dict[str, float | None] = {
        "answered_at_all": 1.0,
        "outcome": float(answer.outcome in expect.outcomes),
        "key_facts": key_fact_recall(text, expect.facts),
        "no_forbidden_claim": float(not forbidden_said(text, expect.forbidden)) if expect.forbidden else None,
        "citation_validity": float(not invalid) if answer.citations else None,
        "citation_dates": _dated(answer),
        "citation_precision": citation_precision(answer),
        "citation_recall": citation_recall(answer),
        "no_false_answer": _opposite(is_false_answer(expect.outcomes, answer.outcome)),
        "no_false_refusal": _opposite(is_false_refusal(expect.outcomes, answer.outcome)),
        "clarify_rate": float(answer.outcome is Outcome.CLARIFY),
        "words": float(words(answer.text)) if answer.outcome in ANSWERING else None,
        "seconds": seconds,
        "confidence": _confidence(answer),
    }
    return {name: value for name, value in values.items() if value is not None}


def _dated(answer: Answer) -> float | None:
    """The share of citations that say as of when; a fall means that readers lose the dates."""
    dates = [citation.as_of is not None for citation in answer.citations]
    return sum(dates) / len(dates) if dates else None


def _opposite(happened: bool | None) -> float | None:
    return None if happened is None else float(not happened)


def _confidence(answer: Answer) -> float | None:
    """The probability that decided between answering and declining (the first part's), for the calibration chart."""
    parts = answer.receipt.get("parts") or [{}]
    value = parts[0].get("confidence")
    return float(value) if isinstance(value, int | float) else None


def _with_ranking(
    cases: Sequence[Case], scores: list[TurnScore], latest: Mapping[tuple[str, int, str], AnswerRecord]
) -> list[TurnScore]:
    """Add the ranking scores, which ir-measures computes for all turns at once.

    A turn that was rightly declined before any search has none.
    """
    digests = {case.id: case_digest(case) for case in cases}
    relevant: dict[str, Sequence[str]] = {}
    ranked: dict[str, Sequence[str]] = {}
    expected = {(c.id, n): t.expect.sections for c in cases for n, t in enumerate(c.user_turns) if t.expect}
    for one in scores:
        record = latest.get((one.case, one.turn, digests[one.case]))
        sections = expected[one.case, one.turn]
        passages = record.answer.passages if record and record.answer else None
        if sections and passages is not None and (passages or not one.passed):
            key = f"{one.case}/{one.turn}"
            relevant[key] = sections
            ranked[key] = [f"{p.document}#{p.section}" for p in passages]
    found = rank_scores(ranked, relevant) if relevant else {}
    return [replace(one, values={**one.values, **found.get(f"{one.case}/{one.turn}", {})}) for one in scores]
