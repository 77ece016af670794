"""What the pages of the prediction plot share: their interface, and the samples that they show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QBrush, QColor, QPen

from playground.arrays import Floats
from playground.build.data.loading import Data
from playground.catalog.kinds import DataInfo
from playground.ui.plots.chart.dots import Dots
from playground.ui.plots.chart.view import View
from playground.ui.plots.frame.panel import Row
from playground.ui.style.theme import Theme

MOST_POINTS = 1500
"""Maximum number of samples of a split that are drawn; of more, every n-th."""

ShowReadout = Callable[[QPoint, str, Sequence[Row]], None]


class Page(Protocol):
    """A page that shows one kind of prediction."""

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""

    def forget(self) -> None:
        """Drop what is shown."""

    def reset_view(self) -> None:
        """Show everything."""

    def draw(self) -> None:
        """Show the newest prediction."""


@dataclass(frozen=True)
class Points:
    """The training and validation samples of a run, before features and transforms.

    Attributes:
        info: Facts about the data set.
        train: Coordinates ``(n, d)`` of training samples.
        train_target: Their class numbers or targets ``(n,)``.
        validation: Likewise of validation samples.
        validation_target: Likewise.
    """

    info: DataInfo
    train: Floats
    train_target: Floats
    validation: Floats
    validation_target: Floats


def points_of(data: Data) -> Points:
    """Pick at most ``MOST_POINTS`` samples of each split, evenly spread."""
    parts: list[Any] = []
    for raw, target in ((data.raw_train, data.y_train), (data.raw_val, data.y_val)):
        every = max(1, -(-len(raw) // MOST_POINTS))
        values = target.numpy()[::every]
        parts += [raw[::every].astype(np.float64), values if values.ndim == 1 else values[:, 0]]
    return Points(data.info, *parts)


class PointLayers:
    """Training samples as filled dots, validation samples as rings, on a view."""

    def __init__(self, view: View) -> None:
        self.train = Dots(7)
        self.validation = Dots(7)
        for z, item in ((8, self.validation), (9, self.train)):
            view.add(item, z)

    def show_points(self, points: Points | None, y_train: Floats, y_validation: Floats) -> None:
        """Place the points at their first coordinate and the given y."""
        if points is None:
            self.clear()
            return
        self.train.setData(x=points.train[:, 0], y=y_train)
        self.validation.setData(x=points.validation[:, 0], y=y_validation)

    def paint(self, train: Sequence[str], validation: Sequence[str], rim: str, inside: str) -> None:
        """Colour each point; ``rim`` outlines dots, ``inside`` fills rings."""
        brushes = {color: QBrush(QColor(color)) for color in {*train, inside}}
        pens = {color: QPen(QColor(color), 1.6) for color in {*validation}}
        for pen in pens.values():
            pen.setCosmetic(True)
        outline = QPen(QColor(rim), 1)
        outline.setCosmetic(True)
        self.train.set_style([brushes[color] for color in train], outline)
        self.validation.set_style(brushes[inside], [pens[color] for color in validation])

    def clear(self) -> None:
        """Show nothing."""
        self.train.setData(x=[], y=[])
        self.validation.setData(x=[], y=[])
