"""One panel per lane: the same surface in the same view and colours, with one path each."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.ui.plots.chart.items import Spots
from playground.ui.plots.chart.loss_picture import ContourPicture
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import Range
from playground.ui.plots.chart.view import Canvas, View
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.surface.marks import head_marks, heads_at
from playground.ui.plots.race.surface.surface_backdrop import Mark, SurfaceBackdrop
from playground.ui.style.theme import Theme
from playground.ui.widgets.elided_label import ElidedLabel
from playground.ui.widgets.swatch import dot

LEAST = (48, 36)
"""Size of the picture in a panel at least, so that a grid fits into small windows."""
ROOM_FOR_VALUE = 180
"""Width of a panel from which its height now stands beside its name."""
WIDE = 1.25
"""Width of a panel as a multiple of its height, to which the number of columns tends."""


class LanePanel(QWidget):
    """The path of one lane on the surface, its name and its height now."""

    clicked = Signal(float, float)
    moved = Signal(object, object)
    """The user shows other ranges of x and y."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.path: DrawnLane | None = None
        self._step, self._color = 0, ""
        self._dot, self.name, self.value = QLabel(), ElidedLabel(), QLabel()
        self.value.setProperty("role", "mono")
        self.canvas = Canvas()
        self.canvas.setMinimumSize(*LEAST)
        self.canvas.ci.setContentsMargins(0, 0, 0, 0)
        self.view = View()
        self.canvas.ci.addItem(self.view, 0, 0)
        self.backdrop, self.heads = SurfaceBackdrop(self.view), Spots(self.view)
        self.view.add(self.backdrop)
        self.view.add(self.heads, 40)
        self.view.clicked.connect(self.clicked)
        self.view.sigRangeChangedManually.connect(self._on_moved)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 6, 0)
        head.setSpacing(6)
        head.addWidget(self._dot)
        head.addWidget(self.name, 1)
        head.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)

    def show_path(self, path: DrawnLane) -> None:
        """Show a lane, which may have grown."""
        self.path = path
        self.name.setText(path.name)
        if path.color != self._color:
            self._color = path.color
            self._dot.setPixmap(dot(path.color).pixmap(QSize(12, 12)))
        self.backdrop.show_lanes([path])
        self.show_step(self._step)

    def show_step(self, step: int) -> None:
        """Show it at a step."""
        self._step = step
        if self.path is not None:
            self.backdrop.show_step(step)
            self.heads.show_spots(head_marks(heads_at([self.path], step)))
            self.value.setText(exact(self.path.height_at(step), 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow panel the height gives way to the name."""
        super().resizeEvent(event)
        self.value.setVisible(self.width() >= ROOM_FOR_VALUE)

    def _on_moved(self, *_: object) -> None:
        x, y = self.view.viewRange()
        self.moved.emit(tuple(x), tuple(y))


class SurfaceMultiples(QWidget):
    """The panels of all lanes that are shown, in a grid."""

    clicked = Signal(float, float)
    moved = Signal(object, object)
    """The user shows other ranges of x and y."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panels: list[LanePanel] = []
        self._columns = 0
        self._theme: Theme | None = None
        self._drawn: tuple[ContourPicture, Range, Range] | None = None
        self._marks: list[Mark] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 4, 8, 8)
        self._grid.setSpacing(8)

    def show_picture(self, drawn: ContourPicture, x: Range, y: Range) -> None:
        """Show the surface over ranges of x and y."""
        self._drawn = drawn, x, y
        for panel in self.panels:
            self._dress(panel)

    def show_known(self, marks: list[Mark]) -> None:
        """Show marks."""
        self._marks = marks
        for panel in self.panels:
            panel.backdrop.show_known(marks)

    def show_lanes(self, paths: Sequence[DrawnLane]) -> None:
        """Show these lanes, one in each panel."""
        while len(self.panels) > len(paths):
            gone = self.panels.pop()
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.panels) < len(paths):
            self.panels.append(self._made())
        for panel, path in zip(self.panels, paths, strict=True):
            panel.show_path(path)
        self._lay_out()

    def show_step(self, step: int) -> None:
        """Show all lanes at a step."""
        for panel in self.panels:
            panel.show_step(step)

    def settle(self) -> None:
        """Show whole paths bright at once."""
        for panel in self.panels:
            panel.backdrop.settle()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        for panel in self.panels:
            self._dress(panel)

    def _made(self) -> LanePanel:
        panel = LanePanel(self)
        panel.clicked.connect(self.clicked)
        panel.moved.connect(self.moved)
        panel.backdrop.show_known(self._marks)
        self._dress(panel)
        self._columns = 0
        return panel

    def _dress(self, panel: LanePanel) -> None:
        if self._theme is not None:
            panel.canvas.apply_theme(self._theme)
            panel.backdrop.set_background(self._theme.panel)
        if self._drawn is not None:
            drawn, x, y = self._drawn
            panel.view.setRange(xRange=x, yRange=y, padding=0)
            panel.backdrop.show_picture(drawn, x, y)

    def _lay_out(self) -> None:
        count = len(self.panels)
        aspect = self.width() / max(1, self.height())
        columns = max(1, min(count, ceil(sqrt(count * aspect / WIDE) - 0.3)))
        if columns == self._columns and self._grid.count() == count:
            return
        self._columns = columns
        for place, panel in enumerate(self.panels):
            self._grid.addWidget(panel, place // columns, place % columns)
        for line in range(max(self._grid.rowCount(), self._grid.columnCount())):
            self._grid.setRowStretch(line, int(line <= (count - 1) // columns))
            self._grid.setColumnStretch(line, int(line < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: choose the number of columns."""
        super().resizeEvent(event)
        self._lay_out()
