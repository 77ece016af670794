"""The result over two settings: a cell for each pair of values, with the median of all trials in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QLabel, QStyleOptionGraphicsItem, QWidget

from playground.spec.base import Value
from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Overlay
from playground.ui.plots.chart.view import View
from playground.ui.style.theme import Theme, readable_on, small_font
from playground.ui.sweep.picture import SweepPicture
from playground.ui.sweep.scales import Outcome, Scale, shown
from playground.ui.sweep.scatter import refill
from playground.ui.sweep.shades import shade

MOST_CELLS = 12
"""Cells along an axis; more different numbers are put together in bins."""


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        column: From the left.
        row: From the bottom.
        value: Median of all its trials; infinite where they diverged.
        points: Numbers of its points, the best last.
        quality: Rank among the cells, 0 for the worst and 1 for the best.
    """

    column: int
    row: int
    value: float
    points: tuple[int, ...]
    quality: float = 0.0


class Bins:
    """Puts the values of a setting into cells.

    Attributes:
        labels: Of the cells.
    """

    def __init__(self, scale: Scale, values: list[Value | None]) -> None:
        found = {
            place: value
            for value in values
            if value is not None and math.isfinite(place := scale.place(value))
        }
        self._scale = scale
        if len(found) <= MOST_CELLS:
            self._places = sorted(found)
            self.labels = [shown(found[place]) for place in self._places]
            self._edges = None
        else:
            self._edges = np.linspace(scale.low, scale.high, MOST_CELLS + 1)
            middles = (self._edges[1:] + self._edges[:-1]) / 2
            power = scale.kind == "power"
            self.labels = [numbers.exact(10**each if power else each, 2) for each in middles.tolist()]

    def cell(self, value: Value | None) -> int | None:
        """Return the number of the cell of a value; None for a missing one."""
        place = self._scale.place(value)
        if not math.isfinite(place):
            return None
        if self._edges is None:
            return self._places.index(place)
        return int(np.clip(np.searchsorted(self._edges, place, side="right") - 1, 0, MOST_CELLS - 1))


class Cells(Overlay):
    """Coloured cells with their values."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._cells: tuple[tuple[Cell, QColor, QColor], ...] = ()
        self._rings: tuple[tuple[Cell, QColor], ...] = ()
        self._font = QFont()

    def show_cells(self, cells: list[Cell], theme: Theme) -> None:
        """Show cells in the colours of a theme."""
        self._font = small_font(theme)
        colored = [(cell, shade(theme, cell.quality)) for cell in cells]
        self._cells = tuple((cell, color, QColor(readable_on(color.name()))) for cell, color in colored)
        self.update()

    def show_rings(self, rings: list[tuple[Cell, str]]) -> None:
        """Outline some cells."""
        self._rings = tuple((cell, QColor(color)) for cell, color in rings)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint at pixel positions."""
        del option, widget
        place = painter.worldTransform()
        painter.resetTransform()
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        for cell, color, text in self._cells:
            box = place.mapRect(QRectF(cell.column - 0.5, cell.row - 0.5, 1, 1)).adjusted(1, 1, -1, -1)
            painter.fillRect(box, color)
            label = numbers.exact(cell.value, 3)
            if metrics.horizontalAdvance(label) < box.width() - 4 and metrics.height() < box.height():
                painter.setPen(text)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)
        for cell, color in self._rings:
            painter.setPen(QPen(color, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(
                place.mapRect(QRectF(cell.column - 0.5, cell.row - 0.5, 1, 1)).adjusted(1, 1, -1, -1)
            )


class HeatPicture(SweepPicture):
    """A heat map over two settings that can be chosen; a click chooses the best point of a cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Result over two settings", parent)
        self.across, self.up = QComboBox(self), QComboBox(self)
        self.across.setAccessibleName("Setting from left to right")
        self.up.setAccessibleName("Setting from bottom to top")
        for words, box in (("Across", self.across), ("Upwards", self.up)):
            self.choices.addWidget(QLabel(words, self))
            self.choices.addWidget(box)
            box.currentIndexChanged.connect(self._on_setting_changed)
        self.choices.addStretch(1)
        self.chart = Chart(
            self.canvas, 0, Axis("left", "names", grid=False), Axis("bottom", "names", grid=False)
        )
        self.chart.left.setWidth(88)
        self.listen(self.chart.view)
        self._items = Cells(self.chart.view)
        self.chart.view.add(self._items)
        self.cells: list[Cell] = []

    def show_outcome(self, outcome: Outcome) -> None:
        """Show other points, over the same settings where they are among theirs."""
        refill(self.across, outcome.names)
        refill(self.up, outcome.names, 1)
        super().show_outcome(outcome)

    @Slot()
    def _on_setting_changed(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draw axes and cells."""
        outcome, places = self.outcome, (self.across.currentIndex(), self.up.currentIndex())
        self.cells = []
        if self.theme is None:
            return
        if outcome.points and min(places) >= 0:
            scales = [outcome.scales[place] for place in places]
            bins = [
                Bins(scale, [point.settings.get(scale.title) for point in outcome.points]) for scale in scales
            ]
            self.cells = cells_of(outcome, scales, bins)
            for axis, scale, each in zip((self.chart.bottom, self.chart.left), scales, bins, strict=True):
                axis.set_names(range(len(each.labels)), each.labels)
                axis.set_title(scale.title)
            columns, rows = (max(1, len(each.labels)) for each in bins)
            self.chart.set_range((-0.5, columns - 0.5), (-0.5, rows - 0.5))
        self.chart.apply_theme(self.theme)
        self._items.show_cells(self.cells, self.theme)
        self.draw_marks()

    def draw_marks(self) -> None:
        """Outline the cells of the points that stand out."""
        if self.theme is None:
            return
        marks = ((self.pointed_at, self.theme.text), (self.marked, self.theme.accent))
        self._items.show_rings(
            [(cell, color) for number, color in marks for cell in self.cells if number in cell.points]
        )

    def point_at(self, scene: QPointF) -> int | None:
        """Return the best point of the cell under the cursor."""
        at = self.chart.at(scene)
        if at is None:
            return None
        here = round(at[0]), round(at[1])
        return next((cell.points[-1] for cell in self.cells if (cell.column, cell.row) == here), None)


def cells_of(outcome: Outcome, scales: list[Scale], bins: list[Bins]) -> list[Cell]:
    """Return the cells that hold points, the worst first."""
    members: dict[tuple[int, int], list[int]] = {}
    for number, point in enumerate(outcome.points):
        column, row = (
            each.cell(point.settings.get(scale.title)) for each, scale in zip(bins, scales, strict=True)
        )
        if column is not None and row is not None:
            members.setdefault((column, row), []).append(number)
    cells = []
    for (column, row), points in members.items():
        values = [trial.value(outcome.goal) for number in points for trial in outcome.points[number].trials]
        cells.append(
            Cell(column, row, median(value for value in values if not math.isnan(value)), tuple(points))
        )
    cells.sort(key=lambda cell: cell.value, reverse=outcome.goal == "loss")
    last = max(1, len(cells) - 1)
    return [
        Cell(cell.column, cell.row, cell.value, cell.points, place / last) for place, cell in enumerate(cells)
    ]
