"""Readable numbers for axes and readouts, and positions of ticks."""

from collections.abc import Sequence
from math import ceil, floor, isfinite, log10

MINUS = "\N{MINUS SIGN}"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SI = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def exact(value: float, digits: int = 4) -> str:
    """Format a value with significant digits, e.g. ``0.03162``, ``1.2e−7``; ``∞`` or a dash when it is not finite."""
    if not isfinite(value):
        return "∞" if value == float("inf") else "–"
    if value and not 1e-4 <= abs(value) < 1e6:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        return f"{mantissa}e{int(power)}".replace("-", MINUS)
    magnitude = floor(log10(abs(value))) if value else 0
    return f"{value:.{max(0, digits - 1 - magnitude)}f}".replace("-", MINUS)


def percent(share: float, digits: int = 1) -> str:
    """Format a fraction as a percentage, e.g. ``97.3 %``."""
    return f"{100 * share:.{digits}f} %" if isfinite(share) else "–"


def count(value: float) -> str:
    """Format a whole number with thousands separators, e.g. ``12,345``."""
    return f"{round(value):,}"


def tick(value: float, spacing: float) -> str:
    """Format a tick: short, with SI letters from 1,000 on and only the digits that the spacing needs."""
    if value == 0:
        return "0"
    size = max(abs(value), spacing)
    if size >= 1e3 * _SI[0][0] or (size < 1e-3 and spacing < 1e-4):
        return _scientific(value, spacing)
    for unit, letter in _SI:
        if size >= unit:
            digits = _trimmed(value / unit, spacing / unit)
            return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{letter}".replace(
                "-", MINUS
            )
    return _trimmed(value, spacing).replace("-", MINUS)


def _scientific(value: float, spacing: float) -> str:
    """Format a tick with a power of ten and the digits that tell it from its neighbours."""
    size = floor(log10(abs(value)))
    digits = max(1, size - floor(log10(spacing) + 1e-9)) if spacing > 0 else 1
    mantissa, power = f"{value:.{min(digits, 15)}e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}".replace("-", MINUS)


def distinct(values: Sequence[float], digits: int = 3) -> list[str]:
    """Format values with as many significant digits as tell different ones apart, at least ``digits``."""
    different = len(set(values))
    labels = [exact(value, digits) for value in values]
    while len(set(labels)) < different and digits < 15:
        digits += 1
        labels = [exact(value, digits) for value in values]
    return labels


def _trimmed(value: float, spacing: float) -> str:
    decimals = max(0, -floor(log10(spacing) + 1e-9)) if spacing > 0 else 0
    return f"{value:.{decimals}f}"


def power_labels(exponents: Sequence[float]) -> list[str]:
    """Format ``10 ** exponent`` for a logarithmic axis: plain numbers, or powers where those would be long."""
    whole = all(abs(exponent - round(exponent)) < 1e-9 for exponent in exponents)
    if whole and any(not -3 <= exponent <= 4 for exponent in exponents):
        return [f"10{str(round(exponent)).translate(_SUPERSCRIPT)}" for exponent in exponents]
    values = [10**exponent for exponent in exponents]
    return [f"{value:.6g}" if 1e-4 <= value < 1e6 else exact(value, 2) for value in values]


ENOUGH = 5
"""A span divided into about this many parts contains at least two round values."""


def spacing(span: float, most: int) -> float:
    """Return the least of 1, 2 or 5 times a power of ten that divides a span into at most ``most`` parts."""
    if not span > 0:
        return 1.0
    rough = span / max(1, most)
    unit = 10.0 ** floor(log10(rough))
    for factor in (1, 2, 5):
        if factor * unit >= rough * (1 - 1e-9):
            return factor * unit
    return 10 * unit


def ticks(low: float, high: float, most: int) -> tuple[float, list[float]]:
    """Return spacing and positions of about ``most``, but at least two, round values between two ends."""
    for parts in range(most, max(most, ENOUGH) + 1):
        step = spacing(high - low, parts)
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last > first:
            break
    found = range(first, last + 1)
    return step, [number * step for number in (found if len(found) <= most + 1 else (first, last))]


def power_ticks(low: float, high: float, most: int) -> list[float]:
    """Return exponents of round values between two exponents: decades, with 2 and 5 between where there is room."""
    decades = range(ceil(low - 1e-9), floor(high + 1e-9) + 1)
    if len(decades) > most:
        every = ceil(len(decades) / most)
        found = [float(power) for power in decades if power % every == 0]
        return found if len(found) > 1 else [float(power) for power in decades[::every]]
    choices = [
        sorted(
            log10(factor) + power
            for power in range(floor(low), ceil(high) + 1)
            for factor in factors
            if low - 1e-9 <= log10(factor) + power <= high + 1e-9
        )
        for factors in ((1, 2, 5), (1, 3), (1,))
    ]
    fitting = next((found for found in choices if 2 <= len(found) <= most), None)
    if fitting is not None:
        return fitting
    _, plain = ticks(10**low, 10**high, most)
    found = [log10(value) for value in plain if value > 0]
    finest = choices[0]
    return [finest[0], finest[-1]] if len(found) < 2 <= len(finest) else found


def ceiling(value: float) -> float:
    """Round a positive value up to 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten."""
    unit = 10.0 ** floor(log10(value))
    return next(
        factor * unit for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if factor * unit >= value * (1 - 1e-9)
    )
