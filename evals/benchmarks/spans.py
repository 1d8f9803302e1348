"""Do the cited words hold the answer? Token F1 of what an answer cites against the gold span (Doc2Dial).

F1 is that of SQuAD (Rajpurkar et al., EMNLP 2016): bags of lower-case words without punctuation and articles. An answer
that cites nothing scores 0. The baselines quote the sentence of the first chunk that is most similar to the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np

from assistant.types import Citation, Turn
from evals.benchmarks.data import Dataset, Question
from evals.benchmarks.retrieval import GIVEN, Form, Measured, Notify, ask_form, parts
from evals.benchmarks.systems import Credence, Dense, OurIndex, System
from ingest.embedder import Vectors
from ingest.errors import InputError

F1 = "token F1"
ANSWERED = "answered"
BASELINES = (Form.LAST, Form.WITH_TURNS)

Quote = Callable[[str, Sequence[Turn]], str]
"""The words that are quoted in reply to a question and its history; empty when there is no reply."""

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})


def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(word for word in _WORD.findall(text.lower()) if word not in _ARTICLES)


def token_f1(quoted: str, gold: str) -> float:
    """Harmonic mean of the share of quoted words that are gold and the share of gold words that are quoted."""
    found, wanted = words_of(quoted), words_of(gold)
    shared = (found & wanted).total()
    return 2 * shared / (found.total() + wanted.total()) if shared else 0.0


def cited_words(citations: Sequence[Citation]) -> str:
    """The quotes of an answer, in order; words that stand in two of them count once."""
    kept: list[str] = []
    ends: dict[str, int] = {}
    for one in sorted(citations, key=lambda one: (one.document, one.start, -one.end)):
        begin = max(one.start, ends.get(one.document, one.start))
        if begin < one.end:
            kept.append(one.quote[begin - one.start :])
            ends[one.document] = one.end
    return " ".join(kept)


def best_sentence(system: System, ours: OurIndex) -> Quote:
    """A baseline: the sentence of the system's first chunk that is most similar to the question."""

    @cache
    def sentences(number: int) -> list[str]:
        row = ours.rows[number]
        text = ours.index.text(row.chunk.document)
        return [text[unit.start : unit.end] for unit in row.chunk.units]

    @cache
    def vectors(number: int) -> Vectors:
        return ours.model.encode_questions(sentences(number))

    def quote(question: str, history: Sequence[Turn]) -> str:
        found = system.search(question, history)
        if not found:
            return ""
        similar = vectors(found[0]) @ ours.model.encode_questions([question])[0]
        return sentences(found[0])[int(np.argmax(similar))]

    return quote


def measure_spans(dataset: Dataset, ours: OurIndex, answers: Quote, notify: Notify) -> list[Measured]:
    """Scores of the baselines over plain vectors, of the same over our own ranking, and of what our answers cite.

    Raises:
        InputError: the data set marks no spans.
    """
    if any(question.gold is None for question in dataset.questions):
        raise InputError(f"{dataset.name} marks no spans.", "Name the folder of Doc2Dial.")
    texts = {text.id: text.text for text in dataset.texts}
    dense = best_sentence(Dense(ours), ours)
    asked = [("MiniLM dense, best sentence", form, dense) for form in BASELINES]
    asked.append(
        ("Credence's first chunk, best sentence", Form.CONVERSATION, best_sentence(Credence(ours, True), ours))
    )
    asked.append(("Credence, cited words", Form.CONVERSATION, answers))
    measured = []
    for name, form, quote in asked:
        scores = {}
        for number, question in enumerate(dataset.questions, 1):
            scores[question.id] = _score(question, form, quote, texts)
            notify(f"{name}, {form}", number, len(dataset.questions))
        measured.append(Measured(name, form, scores))
    return measured


def _score(question: Question, form: Form, quote: Quote, texts: dict[str, str]) -> dict[str, float]:
    given, gold = ask_form(question, form), question.gold
    assert given is not None
    assert gold is not None
    quoted = quote(*given)
    return {F1: token_f1(quoted, texts[gold.document][gold.start : gold.end]), ANSWERED: float(bool(quoted))}


def markdown(dataset: Dataset, measured: Sequence[Measured], half: str) -> str:
    """The table, and our lead over the best baseline."""
    lines = [f"### {dataset.name}, cited words, {half} questions", ""]
    for name, questions in parts(dataset):
        lines += [f"{name} ({len(questions)})", "", "| Quoted | Given | Token F1 | Of those with a reply | Replies |"]
        lines += ["| --- | --- | ---: | ---: | ---: |", *(_row(one, questions) for one in measured), ""]
        lines += [*(f"- {text}" for text in _leads(measured, questions)), ""]
    return "\n".join(lines)


def _row(one: Measured, questions: Sequence[Question]) -> str:
    replied = [question for question in questions if one.scores[question.id][ANSWERED]]
    whole, of_those = one.over(questions, F1), one.over(replied, F1)
    cell = f"{whole.mean:.3f} ({whole.low:.3f} to {whole.high:.3f})" if whole else ""
    return f"| {one.system} | {one.form} | {cell} | {of_those.mean if of_those else 0:.3f} | {len(replied)} |"


def _leads(measured: Sequence[Measured], questions: Sequence[Question]) -> Iterator[str]:
    *baselines, ours = [(one, value.mean) for one in measured if (value := one.over(questions, F1))]
    for one, f1 in baselines:
        given = GIVEN.get(one.form, "the conversation")
        yield f"The cited words reach {ours[1] / max(f1, 1e-9):.2f} times {one.system}, given {given}."
