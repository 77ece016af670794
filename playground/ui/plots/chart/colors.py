"""From numbers to pixels: packed 32-bit colours that Qt paints without converting them."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from playground.arrays import Floats

Pixels = NDArray[np.uint32]
"""Opaque pixels as ``0xFFRRGGBB``; 0 is transparent."""


def rgb(color: str) -> NDArray[np.float64]:
    """Return red, green and blue of a colour, 0..255."""
    parsed = QColor(color)
    return np.array([parsed.red(), parsed.green(), parsed.blue()], dtype=np.float64)


def pack(colors: Floats) -> Pixels:
    """Pack colours ``(..., 3)`` in 0..255 into pixels, transparent where a component is not finite."""
    finite = np.asarray(np.isfinite(colors).all(axis=-1))
    parts = np.where(finite[..., None], colors, 0).round().clip(0, 255).astype(np.uint32)
    packed = (
        np.uint32(0xFF000000) | parts[..., 0] << np.uint32(16) | parts[..., 1] << np.uint32(8) | parts[..., 2]
    )
    return np.where(finite, packed, np.uint32(0)).astype(np.uint32)


def mapped(unit: Floats, palette: Pixels) -> Pixels:
    """Map values in 0..1 to pixels by a packed palette; values outside are clipped, NaN becomes transparent."""
    finite = np.isfinite(unit)
    scaled = np.where(finite, unit, 0).clip(0, 1) * (len(palette) - 1)
    return np.where(finite, palette[(scaled + 0.5).astype(np.intp)], np.uint32(0))


def blended(probabilities: Floats, colors: Sequence[str], neutral: str, strength: float) -> Floats:
    """Mix class colours by probability, paler towards ``neutral`` the less certain the prediction is.

    Args:
        probabilities: ``(..., classes)``.
        colors: Colours of the classes; repeated when there are more classes.
        neutral: Colour where all classes are equally likely.
        strength: Share of the class colour where a class is certain.

    Returns:
        Colours ``(..., 3)`` in 0..255.
    """
    classes = probabilities.shape[-1]
    table = np.array([rgb(colors[number % len(colors)]) for number in range(classes)])
    least = 1 / classes
    certainty = (probabilities.max(axis=-1, keepdims=True) - least) / max(1 - least, 1e-9)
    sharpened = probabilities**2
    mix = sharpened @ table / sharpened.sum(axis=-1, keepdims=True)
    share = strength * certainty.clip(0, 1)
    result: Floats = share * mix + (1 - share) * rgb(neutral)
    return result


def blended_pixels(probabilities: Floats, colors: tuple[str, ...], neutral: str, strength: float) -> Pixels:
    """Return ``blended`` as pixels; for two classes from a fine lookup table, at a tenth of the cost."""
    if probabilities.shape[-1] == 2:
        return mapped(probabilities[..., 1], _between_two(colors[:2], neutral, strength))
    return pack(blended(probabilities, colors, neutral, strength))


@lru_cache(maxsize=8)
def _between_two(colors: tuple[str, ...], neutral: str, strength: float) -> Pixels:
    second = np.linspace(0, 1, 2048)
    return pack(blended(np.stack([1 - second, second], axis=-1), colors, neutral, strength))


def luminance(pixels: Pixels) -> Floats:
    """Return the perceived brightness of pixels, 0..1."""
    red, green, blue = (
        ((pixels >> np.uint32(shift)) & np.uint32(255)).astype(np.float64) for shift in (16, 8, 0)
    )
    brightness: Floats = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return brightness
