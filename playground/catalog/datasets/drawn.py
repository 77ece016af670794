"""Points that the user has drawn, stored in the project as text: five bytes a point, in base 64."""

import base64
import binascii
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import DATASETS, DataInfo, DataProblem, FixedDataset, RawData, param

REACH = 6.0
"""Coordinates lie within −6..6."""
MOST_CLASSES = 6
MOST_POINTS = 20_000
_STEPS = 65_535
_POINT = np.dtype([("x", "<u2"), ("y", "<u2"), ("label", "u1")])


def pack_points(x: NDArray[Any], y: NDArray[Any]) -> str:
    """The text of points.

    Args:
        x: Coordinates ``(N, 2)`` within −6..6; kept to a fraction of 2/10,000.
        y: Class numbers ``(N,)``.
    """
    record = np.empty(len(x), _POINT)
    steps = np.rint((np.clip(x, -REACH, REACH) + REACH) / (2 * REACH) * _STEPS)
    record["x"], record["y"], record["label"] = steps[:, 0], steps[:, 1], y
    return base64.b64encode(record.tobytes()).decode()


def unpack_points(text: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Coordinates ``(N, 2)`` and class numbers ``(N,)`` of a text.

    Raises:
        DataProblem: When the text is no such points.
    """
    try:
        body = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise DataProblem("The drawn points of this project are damaged: they are not base 64.") from None
    if len(body) % _POINT.itemsize:
        raise DataProblem("The drawn points of this project are damaged: the last one is cut off.")
    record = np.frombuffer(body, _POINT)
    if len(record) > MOST_POINTS:
        raise DataProblem(f"{len(record):,} points are drawn, but {MOST_POINTS:,} is the most.")
    labels = record["label"].astype(np.int64)
    wrong = np.flatnonzero(labels >= MOST_CLASSES)
    if len(wrong):
        raise DataProblem(
            f"Drawn point {wrong[0] + 1} is of class {labels[wrong[0]] + 1}, but {MOST_CLASSES} is the most."
        )
    x = np.stack([record["x"], record["y"]], 1) * (2 * REACH / _STEPS) - REACH
    return x.astype(np.float32), labels


@DATASETS.register("drawn", title="Drawn by hand", group="Your own data")
class Drawn(FixedDataset):
    """Points that you draw with the mouse."""

    when: ClassVar[str] = "Make up a problem of your own and see what a network makes of it."
    editor: ClassVar[str] = "pad"

    points: str = param("", "The points, drawn on the pad.", own_field=True)

    def info(self) -> DataInfo:
        """Two coordinates, and as many classes as the highest one that was drawn."""
        _, y = unpack_points(self.points)
        if not len(y):
            raise DataProblem(
                "Nothing is drawn yet: draw points of two classes on the pad in the data panel."
            )
        present = np.unique(y)
        if len(present) < 2:
            raise DataProblem(
                f"All drawn points are of class {'ABCDEF'[present[0]]}: draw a second class too."
            )
        count = int(present[-1]) + 1
        return DataInfo("classification", (2,), count, tuple("ABCDEF"[:count]), ("x1", "x2"), samples=len(y))

    def read(self) -> RawData:
        """The points as they were drawn."""
        return RawData(*unpack_points(self.points))
