"""How sure a score is: percentile bootstrap intervals and paired significance tests.

Sources: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993 (percentile interval); McNemar, "Note on the
sampling error of the difference between correlated proportions", Psychometrika 1947 (here exact, binomial); Smucker,
Allan and Carterette, "A comparison of statistical significance tests for information retrieval evaluation", CIKM 2007
(paired randomisation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` cases with its 95% interval."""

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Sequence[float], resamples: int = RESAMPLES) -> Estimate | None:
    """The mean of one value a case, with the interval between the 2.5 and 97.5 percentiles of resampled means."""
    if not values:
        return None
    data = np.asarray(values, dtype=float)
    picks = np.random.default_rng(SEED).integers(0, len(data), (resamples, len(data)))
    low, high = np.percentile(data[picks].mean(axis=1), [2.5, 97.5])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


def mcnemar_p(better: int, worse: int) -> float:
    """Two-sided exact p-value that `better` cases won and `worse` lost if neither run were better."""
    n = better + worse
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(min(better, worse) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def randomisation_p(first: Sequence[float], second: Sequence[float], rounds: int = 5_000) -> float:
    """Two-sided p-value of the mean difference of paired values, signs of the differences flipped at random."""
    differences = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    if not differences.any():
        return 1.0
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), (rounds, len(differences)))
    extreme = np.abs((signs * differences).mean(axis=1)) >= abs(differences.mean()) - 1e-12
    return float((extreme.sum() + 1) / (rounds + 1))
