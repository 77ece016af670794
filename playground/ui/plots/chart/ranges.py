"""Axis ranges that grow in steps: a range that followed each new point would redraw ticks and grid every frame."""

from math import ceil, floor, isfinite

from playground.ui.plots.chart.numbers import ceiling, spacing

Range = tuple[float, float]

FIRST_STEPS = 100
"""Length of the step axis when a run begins."""


def steps_range(newest: int, total: int) -> Range:
    """Return the range of the step axis: doubles when full, and ends with the run where its length is known."""
    end = min(FIRST_STEPS, total) if total else FIRST_STEPS
    while end < newest:
        end *= 2
    if newest <= total < end:
        end = total
    return 0.0, float(end)


def loss_range(low: float, high: float) -> Range:
    """Return a range for values on a linear axis: round ends, from zero where the values come near it."""
    if not (isfinite(low) and isfinite(high)):
        return 0.0, 1.0
    if low >= 0 and low < high / 2:
        return 0.0, ceiling(high * 1.02)
    span = max(high - low, 1e-3 * max(abs(high), abs(low)), 1e-12)
    step = spacing(span, 4)
    # 0.12 is no whole multiple of 0.02 in floating point, but the ends must include all values.
    return min(floor(low / step) * step, low), max(ceil(high / step + 1e-9) * step, high)


def power_range(low: float, high: float) -> Range:
    """Return a range for exponents on a logarithmic axis, in half decades."""
    if not (isfinite(low) and isfinite(high)):
        return -2.0, 0.0
    bottom, top = floor(low * 2 - 0.1) / 2, ceil(high * 2 + 0.1) / 2
    return bottom, top


def accuracy_range(low: float) -> Range:
    """Return a range for accuracies of at least ``low``: up to 1, from the greatest round start that shows all."""
    if not isfinite(low):
        return 0.0, 1.0
    return next((start for start in (0.9, 0.8, 0.5) if low >= start), 0.0), 1.0


def r2_range(low: float) -> Range:
    """Return a range for R^2: up to 1, down to -1 at most, as the first values of a run may be far below."""
    if not isfinite(low) or low >= 0:
        return 0.0, 1.0
    return max(-1.0, floor(low * 4) / 4), 1.0


def padded(low: float, high: float, share: float = 0.04) -> Range:
    """Return a range with a margin; never empty."""
    margin = share * (high - low) or 0.5
    return low - margin, high + margin
