"""How turns end: confusion matrix, false answers, false refusals, verdicts.

False answers and false refusals are the two errors of selective answering (El-Yaniv and Wiener, "On the Foundations
of Noise-free Selective Classification", JMLR 2010; Rajpurkar et al., "Know What You Don't Know", ACL 2018).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.types import Answer, Outcome, StatementKind
from evals.cases import ExpectedVerdict

ANSWERING = frozenset({Outcome.ANSWERED, Outcome.PARTIAL})


def confusion(pairs: Iterable[tuple[Outcome, Outcome]]) -> dict[Outcome, dict[Outcome, int]]:
    """Counts of (expected, actual) outcomes, every outcome in both directions, rows expected."""
    counts = Counter(pairs)
    return {expected: {actual: counts[expected, actual] for actual in Outcome} for expected in Outcome}


def is_false_answer(expected: Sequence[Outcome], actual: Outcome) -> bool | None:
    """Whether something was answered that had to be declined or asked back; None where an answer was welcome."""
    if ANSWERING & set(expected):
        return None
    return actual in ANSWERING


def is_false_refusal(expected: Sequence[Outcome], actual: Outcome) -> bool | None:
    """Whether a question was declined that had an answer; None where declining was right."""
    if not ANSWERING & set(expected) or Outcome.DECLINED in expected:
        return None
    return actual is Outcome.DECLINED


def verdict_of(answer: Answer) -> ExpectedVerdict:
    """How the answer opens: a leading Yes or No, "that depends", or none of these."""
    first = next((s.text for s in answer.statements if s.kind is StatementKind.VERDICT), answer.text)
    opening = re.match(
        r"\W*(?:(yes|no)\b(?=\W|$)(?! (?:fee|one|limit))|(?:that|it|this) depends)", first, re.IGNORECASE
    )
    if opening is None:
        return ExpectedVerdict.NONE
    return ExpectedVerdict(opening[1].lower()) if opening[1] else ExpectedVerdict.DEPENDS
