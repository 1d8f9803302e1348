"""Fit a small change of the bundled weights (ingest/lowrank.py) to questions and the passages that answer them.

python -m evals.tuning.embedding [--data PATH ...] [--leave-out N] [--save DIR] [--write [FILE]]

The questions are those that the guidance's sections record and the `dev` halves of public data sets, never those of
evals/cases or evals/tuning. With --leave-out the questions of N sections are left aside, and how often the vectors
alone find their section is printed before and after.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.progress import track
from sentence_transformers import SentenceTransformer
from torch import Tensor
from torch.nn.functional import normalize
from torch.nn.utils.parametrize import register_parametrization

from evals.tuning.pools import Asked, Pool, guidance, guidance_pool, public_pool, sections_left_out
from ingest.embedder import CHANGE, default_weights
from ingest.lowrank import Change, add_change, changed_maps

RANK = 8
STEPS, WARM_UP, RATE = 360, 20, 1e-3
TEMPERATURE = 0.05
PASSAGES, QUESTIONS = 32, 4
"""Passages in a batch, and questions for each."""

NEIGHBORS, AMONG = 3, 8
"""So many of a passage's nearest ones come into its batch: from them it must be told apart."""

LOOK_AGAIN = 120
"""Steps after which the nearest ones are looked for anew."""

GUIDANCE_SHARE = 0.65
"""The share of batches drawn from the guidance; public sets share the rest by the square root of their questions."""

SAME_SECTION = 0.3
"""What questions of one section lying near each other counts for, beside each lying near its passage."""

LONGEST_QUESTION, LONGEST_PASSAGE = 96, 200
"""Word pieces that are read."""


class _LowRank(torch.nn.Module):
    def __init__(self, linear: torch.nn.Linear) -> None:
        super().__init__()
        self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))
        self.down = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))

    def forward(self, weight: Tensor) -> Tensor:
        return weight + 2 * self.up @ self.down


class Encoder:
    """The bundled model with a change that can be fitted."""

    def __init__(self) -> None:
        model = SentenceTransformer(str(default_weights()), device="cpu", local_files_only=True)
        self.bert: Any = model[0].model
        self._tokenizer: Any = model.tokenizer
        self.bert.requires_grad_(False)
        self._added = {name: _LowRank(linear) for name, linear in changed_maps(self.bert)}
        for name, linear in changed_maps(self.bert):
            register_parametrization(linear, "weight", self._added[name])
        self.fitted = [parameter for added in self._added.values() for parameter in added.parameters()]

    def __call__(self, texts: Sequence[str], longest: int) -> Tensor:
        """Vectors of norm one, shape (texts, dimension)."""
        given = self._tokenizer(list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt")
        mask = given["attention_mask"]
        seen = self.bert(input_ids=given["input_ids"], attention_mask=mask).last_hidden_state.float()
        return normalize((seen * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=1)

    def all(self, texts: Sequence[str], longest: int) -> Tensor:
        """The same for many texts, without gradients."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found = torch.zeros(len(texts), self.bert.config.hidden_size)
        self.bert.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 64):
                places = order[start : start + 64]
                found[places] = self([texts[i] for i in places], longest)
        return found

    def change(self) -> Change:
        """What was fitted."""
        return {
            f"{name}/{side}": (factor * matrix.detach().numpy()).astype(np.float16)
            for name, added in self._added.items()
            for side, matrix, factor in (("up", added.up, 2), ("down", added.down, 1))
        }


class _Batches:
    """Draws batches of a pool: passages with their nearest ones, and questions for those that answer some."""

    def __init__(self, pool: Pool, chance: random.Random) -> None:
        self._pool, self._chance = pool, chance
        self._asked: dict[int, list[Asked]] = {}
        for asked in pool.asked:
            for place in asked.right:
                self._asked.setdefault(place, []).append(asked)
        self._waiting: list[int] = []
        self._near: list[list[int]] = []

    def look(self, encoder: Encoder) -> None:
        """Find the nearest passages of each as the encoder sees them now."""
        vectors = encoder.all(self._pool.passages, LONGEST_PASSAGE)
        self._near = (vectors @ vectors.T).topk(min(AMONG + 1, len(vectors)), dim=1).indices[:, 1:].tolist()

    def draw(self) -> tuple[list[str], list[str], Tensor]:
        """Questions, passages, and which answers which, shape (questions, passages)."""
        places: dict[int, None] = {}
        within_reach = set(self._asked).union(*(self._near[place] for place in self._asked))
        while len(places) < min(PASSAGES, len(within_reach)):
            if not self._waiting:
                self._waiting = list(self._asked)
                self._chance.shuffle(self._waiting)
            place = self._waiting.pop()
            near = self._chance.sample(self._near[place], min(NEIGHBORS, len(self._near[place])))
            places |= dict.fromkeys([place, *near])
        chosen = list(places)
        asked = [
            one
            for place in chosen
            for one in self._chance.sample(self._asked.get(place, []), min(QUESTIONS, len(self._asked.get(place, []))))
        ]
        right = torch.tensor([[place in one.right for place in chosen] for one in asked])
        return [self._chance.choice(one.forms) for one in asked], [self._pool.passages[i] for i in chosen], right


def fit(
    encoder: Encoder,
    pools: Sequence[Pool],
    steps: int,
    seed: int,
    advance: Callable[[range], Iterator[int]] = iter,
) -> None:
    """Fit the change: each question nearer to a passage that answers it than to the others of its batch."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    drawn = [_Batches(pool, chance) for pool in pools]
    optimizer = torch.optim.AdamW(encoder.fitted, lr=RATE, weight_decay=0.01)
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    for step in advance(range(steps)):
        if step % LOOK_AGAIN == 0:
            for batches in drawn:
                batches.look(encoder)
        [number] = chance.choices(range(len(pools)), [pool.share for pool in pools])
        asked, passages, right = drawn[number].draw()
        encoder.bert.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            questions, found = encoder(asked, LONGEST_QUESTION), encoder(passages, LONGEST_PASSAGE)
        loss = _nearest(questions @ found.T, right)
        if pools[number].alike:
            loss = loss + SAME_SECTION * _alike(questions, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(encoder.fitted, 1.0)
        optimizer.step()
        rates.step()


def _nearest(similar: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy of all right ones together."""
    logits = similar / TEMPERATURE
    return (logits.logsumexp(1) - logits.masked_fill(~right, -1e4).logsumexp(1)).mean()


def _alike(questions: Tensor, right: Tensor) -> Tensor:
    own = right.float() @ right.float().T > 0
    own.fill_diagonal_(False)
    kept = own.any(1)
    similar = (questions @ questions.T).masked_fill(torch.eye(len(own), dtype=torch.bool), -1e4)
    return _nearest(similar[kept], own[kept]) if kept.any() else similar.new_zeros(())


def found_by_vectors(encoder: Encoder, pool: Pool, asked: Sequence[Asked]) -> tuple[float, float]:
    """The share of questions whose passage is nearest, and among the five nearest."""
    passages = encoder.all(pool.passages, LONGEST_PASSAGE)
    pairs = [(form, one.right) for one in asked for form in one.forms]
    similar = encoder.all([form for form, _ in pairs], LONGEST_QUESTION) @ passages.T
    best = similar.topk(min(5, len(passages)), dim=1).indices.tolist()
    hits = np.array([[place in right for place in row] for row, (_, right) in zip(best, pairs, strict=True)])
    return float(hits[:, 0].mean()), float(hits.any(axis=1).mean())


def _shared(pools: Sequence[Pool]) -> list[Pool]:
    total = sum(len(pool.asked) ** 0.5 for pool in pools)
    return [replace(pool, share=(1 - GUIDANCE_SHARE) * len(pool.asked) ** 0.5 / total) for pool in pools]


def main() -> None:
    """Fit, print what questions that were left aside find, and write the change if asked to."""
    parser = argparse.ArgumentParser(prog="python -m evals.tuning.embedding", description=__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], help="folder of a data set; repeatable")
    parser.add_argument("--leave-out", type=int, default=0, help="sections whose questions are left aside")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=11, help="of the fit and of the sections left out")
    parser.add_argument("--write", type=Path, nargs="?", const=CHANGE, help=f"write the change, else to {CHANGE.name}")
    parser.add_argument("--save", type=Path, help="folder to save the changed model in, for CREDENCE_EMBEDDING_MODEL")
    options = parser.parse_args()
    console = Console()
    documents = guidance()
    sections = sections_left_out(documents, options.leave_out, options.seed)
    shipped, left_out = guidance_pool(documents, sections, GUIDANCE_SHARE)
    public = _shared([public_pool(folder, options.seed) for folder in options.data])
    encoder = Encoder()
    for number, said in enumerate(("before", "after")):
        if number:
            fit(encoder, [shipped, *public], options.steps, options.seed, lambda steps: iter(track(steps, "fitting")))
        if left_out:
            first, five = found_by_vectors(encoder, shipped, left_out)
            console.print(f"{said}: {first:.3f} nearest, {five:.3f} among five ({len(left_out)} questions left out)")
    if options.save:
        model = SentenceTransformer(str(default_weights()), device="cpu", local_files_only=True)
        add_change(model[0].model, encoder.change())
        model.save(str(options.save))
    if options.write:
        np.savez_compressed(options.write, **encoder.change())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
