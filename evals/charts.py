"""Small SVG charts for the report, drawn by hand so that the file needs nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from evals.metrics.intervals import Estimate

_LABEL, _BAR, _ROW = 190, 360, 24


def bars(title: str, values: Sequence[tuple[str, Estimate]]) -> str:
    """Horizontal bars from 0 to 100% with their 95% intervals; one row a (label, estimate)."""
    height = _ROW * len(values) + 8
    rows = "".join(_bar_row(index, label, value) for index, (label, value) in enumerate(values))
    return _svg(title, _LABEL + _BAR + 130, height, rows)


def _bar_row(index: int, label: str, value: Estimate) -> str:
    y = index * _ROW + 4
    middle = y + _ROW / 2
    low, high = _LABEL + _BAR * value.low, _LABEL + _BAR * value.high
    return (
        f'<text x="{_LABEL - 8}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="back" x="{_LABEL}" y="{y + 3}" width="{_BAR}" height="{_ROW - 8}"/>'
        f'<rect class="bar" x="{_LABEL}" y="{y + 3}" width="{_BAR * value.mean:.1f}" height="{_ROW - 8}"/>'
        f'<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="{middle - 1}" y2="{middle - 1}"/>'
        f'<text x="{_LABEL + _BAR + 8}" y="{middle + 4}">{100 * value.mean:.0f}% of {value.n}</text>'
    )


def calibration(title: str, points: Sequence[tuple[float, bool]], bins: int = 8) -> str:
    """Right answers against the score that decided: `points` are (score, right); bins of equal size, lowest first."""
    ordered = sorted(points)
    size = max(1, -(-len(ordered) // bins))
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    width, height = 420, 220
    step = (width - 60) / max(1, len(groups))
    parts = [_axis(width, height)]
    for index, group in enumerate(groups):
        share = sum(right for _, right in group) / len(group)
        x, top = 50 + index * step, 20 + (height - 60) * (1 - share)
        parts.append(
            f'<rect class="bar" x="{x + 2:.1f}" y="{top:.1f}" width="{step - 4:.1f}" height="{height - 40 - top:.1f}"/>'
            f'<text x="{x + step / 2:.1f}" y="{height - 24}" text-anchor="middle">{group[0][0]:.2f}</text>'
            f'<text x="{x + step / 2:.1f}" y="{top - 4:.1f}" text-anchor="middle">{100 * share:.0f}%</text>'
        )
    return _svg(title, width, height, "".join(parts))


def _axis(width: int, height: int) -> str:
    return (
        f'<line class="axis" x1="50" x2="{width - 10}" y1="{height - 40}" y2="{height - 40}"/>'
        f'<text x="{width / 2}" y="{height - 6}" text-anchor="middle">lowest score of each eighth of the turns</text>'
    )


def _svg(title: str, width: int, height: int, body: str) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
