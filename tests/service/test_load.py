"""The service benchmark's arithmetic, on what locust prints."""

from __future__ import annotations

import json
import math

from evals.benchmarks.service import Load, markdown, percentile, totals


def test_totals_of_a_report() -> None:
    part = {"num_requests": 20, "num_failures": 1, "response_times": {"100": 10, "200": 9, "900": 1}}
    found = totals("a log line\n" + json.dumps([part]))
    assert found == {"requests": 20, "failures": 1, "p50": 100, "p95": 200}


def test_percentiles_at_the_edges() -> None:
    assert percentile({5.0: 1}, 0.95) == 5.0
    assert percentile({1.0: 19, 2.0: 1}, 0.95) == 1.0
    assert math.isnan(percentile({}, 0.5))


def test_failed_requests_are_no_throughput() -> None:
    load = Load("Credence", 8, 10, 110, 10, 50, 90, 800, 810)
    assert load.per_second == 10
    assert "| Credence | 8 | 10.0 | 50 | 90 | 10 | 800, 810 |" in markdown([load])
