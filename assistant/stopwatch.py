"""How long each step of a turn took."""

from __future__ import annotations

from time import perf_counter


class Stopwatch:
    """Runs from when it is made; each step lasts from the end of the one before it."""

    def __init__(self) -> None:
        self._began = self._last = perf_counter()
        self._steps: dict[str, float] = {}

    def ended(self, step: str) -> None:
        """Say that a step has just ended."""
        now = perf_counter()
        self._steps[step] = self._steps.get(step, 0.0) + now - self._last
        self._last = now

    def times(self, last: str) -> dict[str, float]:
        """Milliseconds of each step, of the `last` one until now, and `total`."""
        now = perf_counter()
        found = {**self._steps, last: now - self._last, "total": now - self._began}
        return {step: round(seconds * 1000, 2) for step, seconds in found.items()}
