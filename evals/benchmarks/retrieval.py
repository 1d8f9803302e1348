"""Measures systems on a data set and writes the table of docs/results.md.

A chunk counts when it overlaps the gold span or holds equal text (Doc2Dial), or lies in a relevant passage (MTRAG,
OR-ShARC; there chunks stand for their passage, best chunk first). First turns and follow-ups are reported apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.types import Turn
from evals.benchmarks.data import Dataset, Question, Span, squashed
from evals.benchmarks.systems import System
from evals.metrics.intervals import Estimate, estimate
from evals.metrics.ranking import BENCH_MEASURES, rank_scores

Notify = Callable[[str, int, int], None]
LEAST_EQUAL = 20


class Form(StrEnum):
    """What a system is given."""

    LAST = "last turn"
    WITH_TURNS = "with the turns before"
    CONVERSATION = "conversation"
    REWRITE = "human rewrite"


PLAIN_FORMS = (Form.LAST, Form.WITH_TURNS)
OUR_FORMS = (Form.LAST, Form.CONVERSATION, Form.REWRITE)
GIVEN = {Form.LAST: "the last turn", Form.WITH_TURNS: "the same turns"}


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of one system given one form: measure → one value a question, by question id."""

    system: str
    form: Form
    scores: dict[str, dict[str, float]]

    def over(self, questions: Sequence[Question], measure: str) -> Estimate | None:
        """The mean of a measure over some of the questions, with its interval."""
        return estimate([self.scores[q.id][measure] for q in questions if q.id in self.scores])


class Judge:
    """Says which items count for a question. Items are chunks where gold is a span, documents otherwise."""

    def __init__(self, dataset: Dataset, chunks: Sequence[Span]) -> None:
        self._texts = {text.id: text.text for text in dataset.texts}
        self._chunks = chunks
        self._squashed = [squashed(self._texts[c.document][c.start : c.end]) for c in chunks]

    def items(self, question: Question, found: Sequence[int]) -> list[str]:
        """What was found, as items, best first, each once."""
        names = (self._chunks[n].document if question.gold is None else str(n) for n in found)
        return list(dict.fromkeys(names))

    def relevant(self, question: Question) -> list[str]:
        """The items that count."""
        gold = question.gold
        if gold is None:
            return list(question.relevant)
        spans = (gold, *question.also)
        text = squashed(self._texts[gold.document][gold.start : gold.end])
        return [
            str(n)
            for n, chunk in enumerate(self._chunks)
            if any(_overlaps(chunk, span) for span in spans) or self._equal(n, text)
        ]

    def _equal(self, number: int, text: str) -> bool:
        return len(text) >= LEAST_EQUAL and text in self._squashed[number]


def measure(dataset: Dataset, system: System, form: Form, notify: Notify | None = None) -> Measured:
    """Ask a system all questions in one form; questions without that form (no rewrite) are left out."""
    judge = Judge(dataset, system.chunks)
    ranked: dict[str, list[str]] = {}
    relevant: dict[str, list[str]] = {}
    for number, question in enumerate(dataset.questions, 1):
        given = ask_form(question, form)
        if given is not None:
            ranked[question.id] = judge.items(question, system.search(*given))
            relevant[question.id] = judge.relevant(question)
        if notify:
            notify(f"{system.name}, {form}", number, len(dataset.questions))
    return Measured(system.name, form, rank_scores(ranked, relevant, BENCH_MEASURES))


def ask_form(question: Question, form: Form) -> tuple[str, tuple[Turn, ...]] | None:
    """The words and the history a system is given; None when the question has no such form."""
    if form is Form.LAST:
        return question.text, ()
    if form is Form.WITH_TURNS:
        return "\n".join([question.text, *(turn.content for turn in reversed(question.history[-4:]))]), ()
    if form is Form.REWRITE:
        return (question.rewrite, ()) if question.rewrite else None
    return question.text, question.history


def forms(dataset: Dataset, ours: bool) -> tuple[Form, ...]:
    """The forms that differ on a data set: without conversations only one does."""
    if not any(question.history for question in dataset.questions):
        return (Form.CONVERSATION,) if ours else (Form.LAST,)
    rewritten = any(question.rewrite for question in dataset.questions)
    return tuple(f for f in (OUR_FORMS if ours else PLAIN_FORMS) if f is not Form.REWRITE or rewritten)


def parts(dataset: Dataset) -> Iterator[tuple[str, list[Question]]]:
    """All questions, first turns and follow-ups; parts that are empty or the same as all are left out."""
    yield "all", list(dataset.questions)
    follow_ups = [question for question in dataset.questions if question.history]
    if follow_ups:
        yield "first turns", [question for question in dataset.questions if not question.history]
        yield "follow-ups", follow_ups


def markdown(dataset: Dataset, measured: Sequence[Measured], half: str) -> str:
    """The table of one data set, and our lead over the best plain system at Success@5."""
    lines = [f"### {dataset.name}, {half} questions", ""]
    for name, questions in parts(dataset):
        lines += [f"{name} ({len(questions)})", "", f"| System | Given | {' | '.join(BENCH_MEASURES)} |"]
        lines.append("| --- | --- |" + " ---: |" * len(BENCH_MEASURES))
        for one in measured:
            cells = [_cell(one.over(questions, measure)) for measure in BENCH_MEASURES]
            if any(cells):
                lines.append(f"| {one.system} | {one.form} | {' | '.join(cells)} |")
        lines += ["", *(f"- {text}" for text in _leads(measured, questions)), ""]
    return "\n".join(lines)


def _cell(value: Estimate | None) -> str:
    return f"{value.mean:.3f} ({value.low:.3f} to {value.high:.3f})" if value else ""


def _leads(measured: Sequence[Measured], questions: Sequence[Question]) -> Iterator[str]:
    ours = _success(measured, questions, lambda one: one.system == "Credence, full" and one.form is Form.CONVERSATION)
    for form in PLAIN_FORMS:
        plain = _success(
            [one for one in measured if one.form is form], questions, lambda one: "Credence" not in one.system
        )
        if ours and plain:
            best = max(plain, key=lambda name: plain[name])
            lead = next(iter(ours.values())) / max(plain[best], 1e-9)
            yield f"Credence finds {lead:.2f} times as many in the top five as {best} given {GIVEN[form]}."
    rewritten = _success(measured, questions, lambda one: one.system == "Credence, full" and one.form is Form.REWRITE)
    if ours and rewritten:
        share = next(iter(ours.values())) / max(next(iter(rewritten.values())), 1e-9)
        yield f"Credence reaches {share:.2f} of its own top five on the human rewrites."


def _success(
    measured: Sequence[Measured], questions: Sequence[Question], wanted: Callable[[Measured], bool]
) -> Mapping[str, float]:
    found = {one.system: one.over(questions, "Success@5") for one in measured if wanted(one)}
    return {name: value.mean for name, value in found.items() if value}


def _overlaps(chunk: Span, gold: Span) -> bool:
    return chunk.document == gold.document and chunk.start < gold.end and gold.start < chunk.end
