"""Training samples: what was found for a question, and which of it is right."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.confidence import confidence
from assistant.features import NAMES, standardize
from assistant.query import Query
from assistant.rank import rerank
from assistant.retrieve import retrieve
from assistant.route import Router
from assistant.search import find, found_before, prepare
from assistant.types import Outcome, Turn
from evals.cases import Case
from evals.talks import read_talks
from ingest.embedder import Embedder
from ingest.index import Index

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RankingSample:
    """Standardized features of the passages that were not vetoed, and which of them are right."""

    question: str
    table: Matrix
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ConfidenceSample:
    """The features of the decision to answer, and whether the question has an answer."""

    question: str
    features: dict[str, float]
    answerable: bool


def queries_of(case: Case, index: Index) -> list[Query]:
    """The searched parts of a case's last question."""
    history = [Turn(turn.role, turn.text) for turn in case.turns[:-1]]
    return prepare(case.question, history, case.turns[-1].forget, index)


def ranking_sample(query: Query, right: Iterable[str], index: Index, model: Embedder) -> RankingSample | None:
    """The sample of one question; None when the right section is not among the candidates."""
    passages = retrieve(query, index, model, before=found_before(query, index, model))
    if not passages:
        return None
    table = standardize(np.array([[p.features[name] for name in NAMES] for p in passages], dtype=np.float32))
    kept = {p.row.row for p in rerank(passages, query, index).passages}
    places = [i for i, p in enumerate(passages) if p.row.row in kept]
    wanted = set(right)
    hits = np.array([f"{passages[i].key[0]}#{passages[i].key[1]}" in wanted for i in places])
    return RankingSample(query.standalone, table[places], hits) if hits.any() else None


def confidence_sample(
    query: Query, answerable: bool, index: Index, model: Embedder, router: Router
) -> ConfidenceSample | None:
    """The sample of one question for the decision to answer.

    None without passages, and for an unanswerable question whose first passage records that gap: it
    is declined whatever is decided.
    """
    ranked = find(query, index, model)
    if not ranked.passages or (not answerable and ranked.passages[0].section.not_covered):
        return None
    vectors = model.encode_questions(list(query.texts))
    routed = [router.route(text, vector) for text, vector in zip(query.texts, vectors, strict=True)]
    sure = confidence(query, ranked.passages, routed, index)
    return ConfidenceSample(query.standalone, dict(sure.features), answerable)


def has_answer(case: Case) -> bool | None:
    """Whether the guidance answers a case; None when a rule or a question back decides instead."""
    expect = case.turns[-1].expect
    if expect is None or Outcome.CLARIFY in expect.outcomes or Outcome.EMERGENCY in expect.outcomes:
        return None
    if set(expect.outcomes) & {Outcome.ANSWERED, Outcome.PARTIAL}:
        return None if Outcome.DECLINED in expect.outcomes else True
    return False


def uncovered() -> list[str]:
    """The questions of uncovered.yaml."""
    listed: list[str] = yaml.safe_load(Path(__file__).with_name("uncovered.yaml").read_text("utf-8"))
    return listed


def covered() -> list[tuple[str, str]]:
    """The questions of covered.yaml, each with "document#section" of the section that answers it."""
    listed: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("covered.yaml").read_text("utf-8"))
    return [(question, section) for section, questions in listed.items() for question in questions]


def plain_query(question: str, index: Index) -> Query:
    """A question outside a conversation."""
    return prepare(question, (), (), index)[0]


def changes_of_topic(cases: Sequence[Case], index: Index, seed: int = 7) -> Iterator[tuple[Case, Query]]:
    """Cases of one turn, each asked after the question of a case on another topic; those that tell all are left out."""
    single = [case for case in cases if len(case.turns) == 1]
    rng = random.Random(seed)
    for case in single:
        other = rng.choice([one for one in single if one.topic != case.topic])
        queries = prepare(case.question, [Turn("user", other.question), Turn("assistant", "")], (), index)
        if len(queries) == 1 and queries[0].in_talk:
            yield case, queries[0]


def talk_turns(index: Index) -> Iterator[Query]:
    """The turns of one part of the long conversations that may be looked at; the guidance answers all of them."""
    for talk in read_talks("dev"):
        history: list[Turn] = []
        for turn in talk["turns"]:
            queries = prepare(turn["ask"], history, (), index)
            if len(queries) == 1:
                yield queries[0]
            history += [Turn("user", turn["ask"]), Turn("assistant", "")]


def each_case(cases: Sequence[Case], index: Index) -> Iterator[tuple[Case, Query]]:
    """Cases with one part and their query."""
    for case in cases:
        queries = queries_of(case, index)
        if len(queries) == 1:
            yield case, queries[0]
