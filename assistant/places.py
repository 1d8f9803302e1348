"""Large US cities and the states they are in, for questions that name the city instead of the state."""

from __future__ import annotations

import re
from functools import cache

from assistant.replies import data_file


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (state, re.compile(rf"\b(?:{'|'.join(cities)})\b", re.IGNORECASE))
        for state, cities in data_file("cities.yaml").items()
    )


def state_of_city(text: str) -> str | None:
    """The state of the first large city that a text names, or None."""
    hits = ((match.start(), state) for state, pattern in _patterns() if (match := pattern.search(text)))
    return min(hits, default=(0, None))[1]
