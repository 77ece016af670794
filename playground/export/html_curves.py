"""Small curves for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 460, 176
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 10, 34
"""Room around the curves in pixels, for labels of the axes."""
MOST_POINTS = 400
COLORS = ("#2563EB", "#D97706", "#059669", "#DB2777", "#0891B2", "#7C3AED", "#65A30D", "#DC2626")

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
"""X, ascending, and y at each; NaN breaks the line."""


def html_curves(curves: Mapping[str, Curve], quantity: str) -> str:
    """Return curves over steps as a drawing and names within HTML; empty where no two points of one are finite.

    Args:
        curves: By name.
        quantity: What they show, along the upright axis.
    """
    finite = {name: (x[np.isfinite(y)], y[np.isfinite(y)]) for name, (x, y) in curves.items()}
    shown = {name: curve for name, curve in finite.items() if len(curve[0]) > 1}
    if not shown:
        return ""
    last = max(float(x[-1]) for x, _ in shown.values()) or 1.0
    low = min(float(y.min()) for _, y in shown.values())
    high = max(float(y.max()) for _, y in shown.values())
    span = high - low or abs(high) or 1.0
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def at(x: float, y: float) -> str:
        across = LEFT + (right - LEFT) * x / last
        return f"{across:.1f},{bottom - (bottom - TOP) * (y - low) / span:.1f}"

    parts = [f'<path d="M{LEFT},{TOP}V{bottom}H{right}" fill="none" stroke="currentColor" opacity="0.4"/>']
    names: list[str] = []
    for number, (name, (x, y)) in enumerate(shown.items()):
        color = COLORS[number % len(COLORS)]
        kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST_POINTS)).round().astype(int))
        points = " ".join(at(*point) for point in zip(x[kept].tolist(), y[kept].tolist(), strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>')
        names.append(f'<span style="color: {color}">■</span> {escape(name)}')
    for value, height in ((high, TOP + 4), (low, bottom + 4)):
        parts.append(_label(LEFT - 6, height, f"{value:.4g}".replace("-", "\N{MINUS SIGN}"), "end"))
    parts += [_label(LEFT, bottom + 14, "0", "middle"), _label(right, bottom + 14, f"{last:,.0f}", "end")]
    parts.append(_label((LEFT + right) / 2, bottom + 28, "step", "middle"))
    middle = (TOP + bottom) / 2
    parts.append(
        f'<text transform="translate(12 {middle:.0f}) rotate(-90)" text-anchor="middle" fill="currentColor">'
        f"{escape(quantity)}</text>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="11" role="img" aria-label="{escape(quantity)} by step">'
        f"{''.join(parts)}</svg><div>{' &#8195; '.join(names)}</div>"
    )


def _label(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="currentColor">{escape(words)}</text>'
