"""How often one address may ask."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW_SECONDS = 60.0
MAX_ADDRESSES = 10_000


class RateLimit:
    """A sliding window of one minute for each address; safe to call from many threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Count one try; 0 when it may go on, else the seconds until the next may."""
        now = self._clock()
        with self._lock:
            times = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while len(self._seen) > MAX_ADDRESSES:
                self._seen.popitem(last=False)
            while times and now - times[0] >= WINDOW_SECONDS:
                times.popleft()
            if len(times) >= self._per_minute:
                return max(1, round(WINDOW_SECONDS - (now - times[0])))
            times.append(now)
            return 0
