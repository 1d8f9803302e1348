"""Length and speed: words of an answer, latency percentiles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.matching.phrases import plain_text


def words(markdown: str) -> int:
    """Words of a text as a reader counts them, citation numbers left out."""
    return len(re.findall(r"[\w'’.,$%/-]*\w[\w'’%]*", plain_text(markdown)))


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The `percent` percentile with linear interpolation (Hyndman and Fan 1996, type 7); None without values."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
