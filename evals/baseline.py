"""The committed baseline: scores and passing cases that a change may not lose unexplained.

evals/baseline.json holds the metrics, the cases that pass, and those that fail, each with the reason why that is
accepted. A run fails the gate when a passing case fails or is gone, or a metric fell by more than `TOLERANCE`, which
only absorbs rounding: one key fact lost in a case that fails anyway is more. A new baseline that loses a passing case
is written only with a reason for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.summary import METRICS, Summary
from ingest.errors import InputError

BASELINE = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.0002
UNEXPLAINED = "new case, not answered yet"


class BaselineModel(BaseModel):
    """The file evals/baseline.json."""

    model_config = ConfigDict(extra="forbid")

    metrics: dict[str, float]
    passing: list[str]
    failing: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a run holds the baseline: the reasons why not, and cases that pass though the baseline has them fail."""

    losses: tuple[str, ...]
    gains: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was lost."""
        return not self.losses


def read_baseline(path: Path = BASELINE) -> BaselineModel:
    """The committed baseline.

    Raises:
        InputError: it is missing or cannot be read.
    """
    remedy = "Write it with `credence eval run --write-baseline`."
    try:
        return BaselineModel.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"There is no baseline at {path}.", remedy) from error
    except ValidationError as error:
        raise InputError(f"The baseline {path} cannot be read: {error.errors()[0]['msg']}.", remedy) from error


def write_baseline(summary: Summary, reasons: Mapping[str, str], path: Path = BASELINE) -> None:
    """Make a run the baseline; `reasons` explains cases that passed in the one before and fail now.

    Raises:
        InputError: a lost case has no reason.
    """
    before = read_baseline(path) if path.is_file() else BaselineModel(metrics={}, passing=[], failing={})
    failed = [case for case, passed in summary.results.items() if not passed]
    lost = [case for case in failed if case in before.passing and case not in reasons]
    if lost:
        raise InputError(
            f"{len(lost)} cases passed in the baseline and fail now: {', '.join(lost)}.",
            "Mend them, or give each a reason: --accept ID=REASON.",
        )
    model = model_of(summary, {**before.failing, **reasons})
    path.write_text(json.dumps(model.model_dump(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def model_of(summary: Summary, reasons: Mapping[str, str] | None = None) -> BaselineModel:
    """A run as a baseline, with the reasons known for failing cases."""
    gated = [metric.name for metric in METRICS if metric.gated and metric.name in summary.metrics]
    failed = sorted(case for case, passed in summary.results.items() if not passed)
    return BaselineModel(
        metrics={name: round(summary.metrics[name].mean, 4) for name in gated},
        passing=sorted(case for case, passed in summary.results.items() if passed),
        failing={case: (reasons or {}).get(case, UNEXPLAINED) for case in failed},
    )


def check_baseline(summary: Summary, baseline: BaselineModel, whole: bool = True) -> Gate:
    """Compare a run with the baseline; metrics and missing cases only when the run is `whole`, not a selection."""
    results = summary.results
    losses = [f"{case} passed and fails now" for case in baseline.passing if results.get(case) is False]
    gains = [case for case in baseline.failing if results.get(case)]
    if whole:
        losses += [f"{case} is in the baseline and was not run" for case in baseline.passing if case not in results]
        losses += _metric_losses(summary, baseline)
    return Gate(tuple(losses), tuple(gains))


def _metric_losses(summary: Summary, baseline: BaselineModel) -> list[str]:
    losses = []
    for metric in METRICS:
        wanted = baseline.metrics.get(metric.name)
        if not metric.gated or wanted is None:
            continue
        found = summary.metrics.get(metric.name)
        if found is None or found.mean < wanted - TOLERANCE:
            shown = metric.show(found.mean if found else None)
            losses.append(f"{metric.label} fell from {metric.show(wanted)} to {shown}")
    return losses
