"""Fitting the change of the weights: what it learns from, what is kept from it, and that it learns."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from evals.loader import load_cases
from evals.tuning.embedding import Encoder, _Batches, _nearest, fit, found_by_vectors
from evals.tuning.leave_out import without_their_questions
from evals.tuning.pools import Asked, Pool, guidance, guidance_pool, sections_left_out
from ingest.corpus import corpus_folder
from ingest.lowrank import CHANGED

PASSAGES = [
    "Fees > The office charges 40 dollars for a copy.",
    "Hours > The office opens at nine.",
    "Parking > Cars may stand behind the house.",
    "Pets > Dogs wait outside.",
]
QUESTIONS = ["how much copy", "when open", "where put car", "bring my dog"]


def test_a_fit_brings_questions_nearer_to_their_passages() -> None:
    pool = Pool(PASSAGES, [Asked((q,), frozenset([n])) for n, q in enumerate(QUESTIONS)], 1.0, alike=True)
    encoder = Encoder()
    before = _own_similarity(encoder)
    fit(encoder, [pool], steps=12, seed=1)
    assert _own_similarity(encoder) > before
    assert found_by_vectors(encoder, pool, pool.asked)[0] == 1.0
    change = encoder.change()
    assert len(change) == 2 * len(CHANGED) * 6
    assert all(matrix.dtype == np.float16 for matrix in change.values())


def _own_similarity(encoder: Encoder) -> float:
    found = encoder.all(QUESTIONS, 32) @ encoder.all(PASSAGES, 32).T
    return float((found.diagonal() - (found.sum(1) - found.diagonal()) / 3).mean())


@given(st.integers(0, 1000))
def test_a_batch_knows_every_passage_that_answers(seed: int) -> None:
    chance = random.Random(seed)
    asked = [Asked((f"q{n}",), frozenset(chance.sample(range(60), chance.randint(1, 3)))) for n in range(40)]
    pool = Pool([f"p{n}" for n in range(60)], asked, 1.0)
    batches = _Batches(pool, chance)
    batches._near = [[(n + k) % 60 for k in range(1, 9)] for n in range(60)]
    questions, passages, right = batches.draw()
    by_text = {one.forms[0]: one.right for one in asked}
    for row, question in zip(right.tolist(), questions, strict=True):
        assert [int(p[1:]) in by_text[question] for p in passages] == row
    assert right.any(1).all()


def test_a_batch_of_a_pool_with_one_question_ends() -> None:
    pool = Pool([f"p{n}" for n in range(60)], [Asked(("q",), frozenset([5]))], 1.0)
    batches = _Batches(pool, random.Random(1))
    batches._near = [[(n + k) % 60 for k in range(1, 9)] for n in range(60)]
    questions, passages, right = batches.draw()
    assert questions == ["q"]
    assert set(passages) == {f"p{n}" for n in range(5, 14)}
    assert right.sum() == 1


def test_the_loss_falls_when_a_right_passage_comes_nearer() -> None:
    right = torch.tensor([[True, False], [False, True]])
    far, near = torch.tensor([[0.1, 0.2], [0.1, 0.2]]), torch.tensor([[0.5, 0.2], [0.1, 0.6]])
    assert _nearest(near, right) < _nearest(far, right)


def test_the_guidance_is_learned_from_and_the_cases_are_not() -> None:
    documents = guidance()
    chosen = sections_left_out(documents, 20, 5)
    pool, apart = guidance_pool(documents, chosen, 0.6)
    learned = {form for one in pool.asked for form in one.forms}
    assert len(learned) > 10_000
    assert apart
    assert not learned & {form for one in apart for form in one.forms}
    assert not learned & {turn.text for case in load_cases() for turn in case.turns}
    assert all(pool.passages[place] for one in (*pool.asked, *apart) for place in one.right)


def test_sections_lose_their_questions_and_others_keep_theirs(tmp_path: Path) -> None:
    documents = guidance()
    chosen = sections_left_out(documents, 5, 5)
    without_their_questions(corpus_folder(), tmp_path / "copy", chosen)
    text = "\n".join(path.read_text("utf-8") for path in (tmp_path / "copy").rglob("*.md"))
    asked = {(d.id, s.id): s.questions[0].ask for d in documents for s in d.sections if s.questions}
    ids = {section for _, section in chosen}
    assert all(question in text for key, question in list(asked.items())[::40] if key[1] not in ids)
    assert all(asked[key] not in text for key in chosen)
