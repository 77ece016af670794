"""What is measured, as curves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["product", "copy", "network", "loader"]


@dataclass(frozen=True)
class Point:
    """One measured point of a curve.

    Attributes:
        kind: What was measured.
        curve: Its name, such as ``float32`` or ``ResNet-18``.
        x: Size of the matrices, bytes copied, samples in a batch, or number of workers.
        y: GFLOP/s, GB/s, or samples per second.
        seconds: Time of one repetition.
    """

    kind: Kind
    curve: str
    x: float
    y: float
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return what a file holds."""
        return asdict(self)


@dataclass(frozen=True)
class Axes:
    """Titles of a plot of one kind of points."""

    title: str
    x: str
    y: str


AXES: dict[Kind, Axes] = {
    "product": Axes("Matrix products", "rows and columns of the matrices", "GFLOP/s"),
    "copy": Axes("Copies", "bytes copied at once", "GB/s"),
    "network": Axes("Training steps", "samples in a batch", "samples/s"),
    "loader": Axes("Reading pictures from files", "reading processes (0: the training thread)", "samples/s"),
}
"""What each plot shows."""
