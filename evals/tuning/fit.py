"""Fitting: a linear listwise ranker and a logistic decision, both small enough to read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.confidence import FEATURES
from assistant.features import GUIDANCE, NAMES
from evals.tuning.samples import ConfidenceSample, Matrix, RankingSample

POSITIVE = ("chunk", "unit", "ask", "words", "asked", "asks", "covered", "covered_asked", "names")
"""Features that can only speak for a passage; a negative weight would be an accident of the data."""


AGAINST = ("unknown", "near_route", "route", "wording", "gap", "elsewhere")
"""Features of the decision that can only speak against an answer; the others can only speak for one."""

NOWHERE = -1e9
"""The score of a passage that is not there."""


def fit_ranking(
    samples: Sequence[RankingSample],
    penalty: float = 0.02,
    steps: int = 300,
    seed: int = 7,
    shares: Sequence[float] | None = None,
    names: Sequence[str] = GUIDANCE,
    positive: Sequence[str] = POSITIVE,
) -> dict[str, float]:
    """Weights that put right passages first.

    The loss is the softmax cross-entropy over each question's passages (ListNet, Cao et al. 2007).

    Args:
        samples: questions with the features of their passages.
        penalty: strength of the pull toward small weights.
        steps: gradient steps.
        seed: of torch.
        shares: what each sample counts for, adding up to one; equal where not given.
        names: features that may get a weight.
        positive: features that may not get a negative one.
    """
    torch.manual_seed(seed)
    used = torch.tensor([float(name in names) for name in NAMES])
    weights = torch.full((len(NAMES),), 0.3).mul(used).requires_grad_()
    parts = torch.tensor(shares if shares is not None else [1 / len(samples)] * len(samples), dtype=torch.float32)
    tables, there, right = _padded(samples)
    optimizer = torch.optim.Adam([weights], lr=0.03)
    for _ in range(steps):
        optimizer.zero_grad()
        scores = tables @ weights
        of_all = torch.logsumexp(scores.masked_fill(~there, NOWHERE), 1)
        of_right = torch.logsumexp(scores.masked_fill(~right, NOWHERE), 1)
        loss = (of_all - of_right) @ parts + penalty * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():
            weights.mul_(used)
            for place, name in enumerate(NAMES):
                if name in positive:
                    weights[place].clamp_(min=0.0)
    return {name: round(float(w), 4) for name, w in zip(NAMES, weights.detach(), strict=True) if name in names}


def _padded(samples: Sequence[RankingSample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Tables in one tensor, shape (samples, most passages, features), which rows are there, and which are right."""
    longest = max(len(sample.table) for sample in samples)
    tables = torch.zeros((len(samples), longest, len(NAMES)))
    there = torch.zeros((len(samples), longest), dtype=torch.bool)
    right = there.clone()
    for place, sample in enumerate(samples):
        size = len(sample.table)
        tables[place, :size] = torch.from_numpy(sample.table)
        there[place, :size] = True
        right[place, :size] = torch.from_numpy(sample.right)
    return tables, there, right


def success(samples: Sequence[RankingSample], weights: dict[str, float], k: int) -> float:
    """Share of questions with a right passage among the first k (Success@k)."""
    vector = np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)
    return float(np.mean([_rank(sample.table @ vector, sample) <= k for sample in samples]))


def _rank(scores: Matrix, sample: RankingSample) -> int:
    best = scores[sample.right].max()
    return int((scores > best).sum()) + 1


def fit_confidence(
    samples: Sequence[ConfidenceSample], shares: Sequence[float], strength: float = 1.0
) -> dict[str, float]:
    """Coefficients of the decision to answer: logistic regression with balanced classes and signs that make sense.

    Without the signs the fit learns from dense topics, where many near questions are recorded, that nearness speaks
    against an answer.

    Args:
        samples: questions with their features.
        shares: what each sample counts for against the others of its class.
        strength: inverse of the pull toward small coefficients of the features in standard deviations.
    """
    table = np.array([[sample.features[name] for name in FEATURES] for sample in samples])
    spread = table.std(axis=0)
    scaled = table / np.where(spread > 0, spread, 1.0)
    labels = np.array([1.0 if sample.answerable else -1.0 for sample in samples])
    weights = np.array(shares, dtype=np.float64)
    for label in (1.0, -1.0):
        weights[labels == label] *= len(samples) / 2 / weights[labels == label].sum()

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = labels * (scaled @ values[1:] + values[0])
        slopes = -labels * weights / (1 + np.exp(margins))
        total = (np.logaddexp(0, -margins) * weights).sum() + (values[1:] ** 2).sum() / (2 * strength)
        return float(total), np.r_[slopes.sum(), scaled.T @ slopes + values[1:] / strength]

    bounds = [(None, None), *((None, 0) if name in AGAINST else (0, None) for name in FEATURES)]
    values = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    fitted = {
        name: round(float(value / deviation), 4) if deviation > 0 else 0.0
        for name, value, deviation in zip(FEATURES, values[1:], spread, strict=True)
    }
    return {"bias": round(float(values[0]), 4), **fitted}


def decisions(samples: Sequence[ConfidenceSample], fitted: dict[str, float], threshold: float) -> tuple[float, float]:
    """Share of answerable questions that are refused, and of unanswerable ones that are answered."""

    def answered(sample: ConfidenceSample) -> bool:
        total = fitted["bias"] + sum(fitted[name] * sample.features[name] for name in FEATURES)
        return bool(1 / (1 + np.exp(-total)) >= threshold)

    refused = [not answered(s) for s in samples if s.answerable]
    accepted = [answered(s) for s in samples if not s.answerable]
    return float(np.mean(refused)), float(np.mean(accepted)) if accepted else 0.0
