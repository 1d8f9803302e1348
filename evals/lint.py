"""Checks the case files: schema, ids, splits, sections that exist, and questions that the corpus already knows.

A case whose question stands in the corpus as a question variant proves nothing: the index holds it word for word. Nor
does one that a routing example or a question used for fitting repeats; there the case stays and the example goes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from assistant.route import examples
from evals.cases import Case, Expectation, Kind
from evals.draft import ASK, WRITE
from evals.loader import Problem, read_cases
from evals.matching import says
from evals.matching.phrases import canonical, plain_text
from ingest.types import Document

NEAR = 92.0
UNCOVERED = Path(__file__).parent / "tuning" / "uncovered.yaml"


def lint(paths: Sequence[Path] = (), guidance: Iterable[Document] | None = None) -> list[Problem]:
    """Every mistake in the case files `paths` (default: those shipped); with `guidance` also against the corpus.

    The shipped cases are also held against what the program learns from: routing examples and questions for fitting.
    """
    cases, problems = read_cases(paths)
    if not paths:
        problems += repeated_examples(cases, learned_from())
    problems += [*_double_ids(cases), *_double_questions(cases), *_leaking_topics(cases), *_pointless(cases)]
    problems += _unmended(cases)
    if guidance is not None:
        documents = list(guidance)
        problems += _unknown_sections(cases, documents)
        problems += _known_questions(cases, documents)
        problems += _unfounded_facts(cases, documents)
    return sorted(problems)


def normal_question(text: str) -> str:
    """A question without case, punctuation, politeness and spelling variants, for comparison."""
    words = re.sub(r"[^\w⟦⟧|.-]+", " ", canonical(plain_text(text)))
    return re.sub(r"\b(?:please|sir|madam|hello|hi|a|an|the)\b", " ", words).strip()


def _problem(case: Case, message: str) -> Problem:
    return Problem(case.path, case.line, f"{case.id}: {message}")


def _double_ids(cases: list[Case]) -> list[Problem]:
    counts = Counter(case.id for case in cases)
    return [_problem(case, "the id is used twice") for case in cases if counts[case.id] > 1]


def _double_questions(cases: list[Case]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for case in cases:
        key = " / ".join(normal_question(turn.text) for turn in case.user_turns)
        if key in seen:
            problems.append(_problem(case, f"asks the same as {seen[key]}"))
        seen.setdefault(key, case.id)
    return problems


def _leaking_topics(cases: list[Case]) -> list[Problem]:
    splits: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        splits[case.topic].add(case.split)
    return [
        _problem(case, f"the topic {case.topic} lies in both splits; a topic belongs to one")
        for case in cases
        if len(splits[case.topic]) > 1
    ]


def _pointless(cases: list[Case]) -> list[Problem]:
    """Answers that no check could ever find wrong, whatever they say."""
    problems = []
    for case in cases:
        expect = case.turns[-1].expect
        if case.kind in (Kind.MUST_DECLINE, Kind.CLARIFY) or expect is None:
            continue
        answers = {"answered", "partial"} & set(expect.outcomes)
        if answers and not (expect.facts or expect.verdict or expect.sections):
            problems.append(_problem(case, "expects an answer but no fact, verdict or section"))
    return problems


def _unmended(cases: list[Case]) -> list[Problem]:
    """What `credence eval draft` left for a person to write."""
    asked = [_problem(c, "ask the drafted question in a reader's words") for c in cases if c.question.startswith(ASK)]
    facts = [
        _problem(case, "write what the answer must say")
        for case in cases
        if any(fact == (WRITE,) for turn in case.user_turns if turn.expect for fact in turn.expect.facts)
    ]
    return asked + facts


def _unknown_sections(cases: list[Case], documents: Sequence[Document]) -> list[Problem]:
    known = {f"{document.id}#{section.id}" for document in documents for section in document.sections}
    return [
        _problem(case, f"there is no section {section}{_nearest(section, known)}")
        for case in cases
        for turn in case.user_turns
        for section in (turn.expect.sections if turn.expect else ())
        if section not in known
    ]


def _unfounded_facts(cases: list[Case], documents: Sequence[Document]) -> list[Problem]:
    """Key facts that none of the expected sections says, so that a right answer could never state them."""
    texts = {f"{d.id}#{s.id}": d.text[s.start : s.end] for d in documents for s in d.sections}
    problems = []
    for case in cases:
        for turn in case.user_turns if case.kind is not Kind.COMPUTED else ():
            expect = turn.expect or Expectation()
            text = "\n\n".join(_without_metadata(texts[name]) for name in expect.sections if name in texts)
            for fact in expect.facts if text else ():
                if not says(text, fact):
                    problems.append(_problem(case, f"no expected section says {fact[0]!r} or its alternatives"))
    return problems


def _without_metadata(section: str) -> str:
    return re.sub(r"<!--.*?-->", "", section, flags=re.DOTALL)


def _nearest(section: str, known: Iterable[str]) -> str:
    best = process.extractOne(section, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f" (did you mean {best[0]}?)" if best else ""


def _known_questions(cases: list[Case], documents: Sequence[Document]) -> list[Problem]:
    """Standalone questions that stand in the corpus; a follow-up cannot be judged without its conversation."""
    variants: Mapping[str, str] = {
        normal_question(question.ask): f"{document.id}#{section.id}: {question.ask!r}"
        for document in documents
        for section in document.sections
        for question in section.questions
    }
    choices = list(variants)
    problems = []
    for case in cases:
        asked = normal_question(case.user_turns[0].text)
        near = process.extractOne(asked, choices, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
        if near:
            problems.append(
                _problem(case, f"the question is a question variant of {variants[near[0]]}; ask it otherwise")
            )
    return problems


def learned_from() -> list[tuple[str, str]]:
    """Every routing example and every uncovered question, each after the name of its file."""
    uncovered = yaml.safe_load(UNCOVERED.read_text("utf-8"))
    return [
        *(("assistant/data/routes.yaml", example.text) for example in examples()),
        *(("evals/tuning/uncovered.yaml", text) for text in uncovered),
    ]


def repeated_examples(cases: Iterable[Case], learned: Sequence[tuple[str, str]]) -> list[Problem]:
    """Turns that come close to a text the program learned from; each text is (file, text)."""
    choices = [normal_question(text) for _, text in learned]
    problems = []
    for case in cases:
        for turn in case.user_turns:
            near = process.extractOne(
                normal_question(turn.text), choices, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR
            )
            if near:
                file, text = learned[near[2]]
                problems.append(_problem(case, f"{file} has the same question, {text!r}; reword or delete it there"))
    return problems


def read_guidance(folder: Path | None = None) -> list[Document]:
    """The documents of a folder (default: the shipped corpus), read from the files, so that no index is needed."""
    from ingest.corpus import corpus_folder
    from ingest.documents import find_files, read_document
    from ingest.settings import IngestSettings

    limit = IngestSettings().max_document_bytes
    return [read_document(file, limit) for file in find_files([folder or corpus_folder()])]
