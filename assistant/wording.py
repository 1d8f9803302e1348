"""How a question is worded: like the guidance's recorded questions, or like what it does not answer.

Sentence vectors say what a question is about. Whether it asks for a rule, or for the best book, a
phone number or one's own odds, shows in its small words, which vectors weigh little. A naive Bayes
log ratio over words and runs of two or three words reads those.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ingest.lexical import words

LONGEST = 3
SMOOTHING = 0.5


class Wording:
    """Log ratios of word runs between two kinds of questions."""

    def __init__(self, inside: Iterable[str], outside: Iterable[str]) -> None:
        """Count the runs of `inside` (what the guidance is recorded to answer) and of `outside`."""
        self._ratios = _log_ratios(_counts(inside), _counts(outside))

    def score(self, question: str) -> float:
        """Above 0 when worded like the questions outside; 0 when nothing of it was ever seen."""
        known = [self._ratios[run] for run in set(_runs(question)) if run in self._ratios]
        return sum(known) / math.sqrt(len(known)) if known else 0.0


def _runs(text: str) -> Iterator[str]:
    found = words(text)
    for length in range(1, LONGEST + 1):
        for start in range(len(found) - length + 1):
            yield " ".join(found[start : start + length])


def _counts(texts: Iterable[str]) -> Counter[str]:
    """In how many texts each run occurs."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(_runs(text)))
    return counts


def _log_ratios(inside: Mapping[str, int], outside: Mapping[str, int]) -> dict[str, float]:
    if not inside or not outside:
        return {}
    runs = {*inside, *outside}
    total_in = sum(inside.values()) + SMOOTHING * len(runs)
    total_out = sum(outside.values()) + SMOOTHING * len(runs)
    shift = math.log(total_in / total_out)
    return {run: math.log((outside.get(run, 0) + SMOOTHING) / (inside.get(run, 0) + SMOOTHING)) + shift for run in runs}
