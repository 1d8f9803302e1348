"""What a judge is asked about, and how far it agrees with the deterministic check of support.

Every answer is judged twice: as it was given, and with one number, date, unit or negation of one statement changed.
Given answers all have support, or they would not have been shown; only the changed ones tell whether a judge looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from assistant.types import Answer, Statement, StatementKind
from evals.attacks.edits import is_real_change
from evals.attacks.polarity import negation_inserted, negation_removed
from evals.attacks.values import amount, date_year, duration_unit, number_digits, number_spelled
from evals.metrics.citations import unsupported_statements
from evals.metrics.outcomes import ANSWERING
from evals.runs import AnswerRecord

SEED = 7
CHANGES = (number_digits, amount, number_spelled, duration_unit, date_year, negation_removed, negation_inserted)


@dataclass(frozen=True, slots=True)
class Item:
    """An answer to judge: its statements as one text, the quotes they cite, and what our own check says of it."""

    case: str
    turn: int
    question: str
    text: str
    quotes: tuple[str, ...]
    changed: bool
    supported: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge says: the shares of claims that the quotes carry and of sentences to the point; or the fault."""

    faithfulness: float | None
    relevance: float | None
    reason: str = ""
    fault: str = ""

    @property
    def faithful(self) -> bool:
        """Whether the judge finds every claim carried."""
        return self.faithfulness is not None and self.faithfulness > 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of (our check, the judge) on the same answers."""

    both_yes: int
    only_ours: int
    only_judge: int
    both_no: int

    @property
    def n(self) -> int:
        """Answers that both judged."""
        return self.both_yes + self.only_ours + self.only_judge + self.both_no

    @property
    def share(self) -> float | None:
        """The share on which both say the same, in [0, 1]."""
        return (self.both_yes + self.both_no) / self.n if self.n else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa ("A coefficient of agreement for nominal scales", 1960); None where chance explains all."""
        if self.share is None:
            return None
        ours, judge = (self.both_yes + self.only_ours) / self.n, (self.both_yes + self.only_judge) / self.n
        chance = ours * judge + (1 - ours) * (1 - judge)
        return (self.share - chance) / (1 - chance) if chance < 1 else None


def items_of(records: Sequence[AnswerRecord], most: int) -> list[Item]:
    """At most `most` answers of a run, evenly spread, each followed by its changed twin where a change was found."""
    answered = [(r, r.answer) for r in records if r.answer and r.answer.outcome in ANSWERING and r.answer.citations]
    step = max(1, len(answered) // most)
    return [item for record, answer in answered[::step][:most] for item in _given_and_changed(record, answer)]


def _given_and_changed(record: AnswerRecord, answer: Answer) -> Iterator[Item]:
    yield _item(record, answer, changed=False)
    twin = changed(answer, Random(f"{SEED}/{record.case}/{record.turn}"))
    if twin:
        yield _item(record, twin, changed=True)


def _item(record: AnswerRecord, answer: Answer, *, changed: bool) -> Item:
    text = " ".join(statement.text for statement in answer.statements)
    quotes = tuple(citation.quote for citation in answer.citations)
    supported = not unsupported_statements(answer)
    return Item(record.case, record.turn, answer.standalone_question, text, quotes, changed, supported)


def changed(answer: Answer, rng: Random) -> Answer | None:
    """The answer with one value or negation of one quoted statement changed; None where nothing can be."""
    for place, statement in enumerate(answer.statements):
        if statement.kind is not StatementKind.QUOTED:
            continue
        for change in rng.sample(CHANGES, len(CHANGES)):
            text = next((new for new in change(statement.text, rng) if is_real_change(statement.text, new)), None)
            if text:
                return replace(answer, statements=_with(answer.statements, place, text))
    return None


def _with(statements: tuple[Statement, ...], place: int, text: str) -> tuple[Statement, ...]:
    return (*statements[:place], replace(statements[place], text=text), *statements[place + 1 :])


def agreement(judged: Iterable[tuple[Item, Opinion]]) -> Agreement:
    """How often our check and the judge say the same of an answer; answers on which the judge failed are left out."""
    pairs = [(item.supported, opinion.faithful) for item, opinion in judged if opinion.faithfulness is not None]
    return Agreement(*(pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))))
