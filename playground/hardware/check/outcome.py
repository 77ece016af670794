"""The outcome of one comparison."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor


LEAST_SCALE = 1e-2
"""Of numbers that are all smaller, the difference counts relative to this: rounding may be all that they are."""


@dataclass(frozen=True)
class Outcome:
    """One comparison of a device with the CPU.

    Attributes:
        group: What kind of thing was compared.
        name: What was compared.
        difference: Largest difference, relative to the largest number of what was expected; None where nothing
            could be compared.
        tolerance: Largest difference that is allowed.
        words: What went wrong, or why nothing was compared; empty for a comparison that held.
        failed: Whether something went wrong other than the difference.
    """

    group: str
    name: str
    difference: float | None
    tolerance: float
    words: str = ""
    failed: bool = False

    @property
    def ok(self) -> bool:
        """Whether it held; what could not be compared does not count as wrong."""
        return not self.failed and (self.difference is None or self.difference <= self.tolerance)

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds; JSON has no infinity."""
        found = asdict(self)
        if self.difference is not None and not math.isfinite(self.difference):
            found["difference"] = None
        return {**found, "ok": self.ok}


def skipped(group: str, name: str, words: str) -> Outcome:
    """Report that nothing could be compared."""
    return Outcome(group, name, None, 0.0, words)


def failed(group: str, name: str, problem: Exception) -> Outcome:
    """Report an error on the device."""
    words = f"{type(problem).__name__}: {problem}".splitlines()[0]
    return Outcome(group, name, None, 0.0, words, failed=True)


def largest_difference(found: Iterable[Tensor], expected: Iterable[Tensor]) -> float:
    """Return the largest difference of pairs of tensors, each relative to the largest number of its pair.

    Args:
        found: From the device; moved to the CPU here.
        expected: From the CPU, of the same shapes.

    Returns:
        Infinite where shapes differ or only one of two numbers is finite.
    """
    return max((_difference(a, b) for a, b in zip(found, expected, strict=True)), default=0.0)


def _difference(found: Tensor, expected: Tensor) -> float:
    mine, right = found.detach().cpu().double(), expected.detach().cpu().double()
    if mine.shape != right.shape or not mine.isfinite().equal(right.isfinite()):
        return math.inf
    if not right.numel():
        return 0.0
    known = right.isfinite()
    if not bool(known.any()):
        return 0.0
    scale = max(LEAST_SCALE, float(right[known].abs().max()))
    return float((mine - right)[known].abs().max()) / scale
