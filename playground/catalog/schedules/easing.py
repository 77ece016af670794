"""Interpolation along half a cosine."""

from math import cos, pi


def ease(start: float, end: float, share: float) -> float:
    """Interpolate from start to end along half a cosine, ``share`` in 0..1."""
    return end + (start - end) * (1 + cos(pi * share)) / 2
