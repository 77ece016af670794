"""Lines across the curves of a race: the step that is shown, and the target."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.cursor import Cursor, Veil
from playground.ui.style.theme import Theme

VEIL = 0.72
"""Opacity of the veil over steps that come later."""


class Playhead:
    """A line at the step that the picture shows, with a veil over what comes later; hidden without such a step.

    Args:
        chart: Where it is drawn.
        on_drag: Called with the position to which the user drags it.
    """

    def __init__(self, chart: Chart, on_drag: Callable[[float], object]) -> None:
        self.cursor, self.veil = Cursor(chart.view), Veil(chart.view)
        chart.view.add(self.cursor, 50)
        chart.view.grip = self.cursor
        self.cursor.on_drag = on_drag
        chart.view.add(self.veil, 40)
        self._step: int | None = None
        self.update(over_steps=True, newest=0)

    def move_to(self, step: int) -> None:
        """Mark another step."""
        self._step = step
        self.cursor.move_to(step)
        self.veil.move_to(step)

    def update(self, *, over_steps: bool, newest: int) -> None:
        """Show or hide it: it needs an axis of steps, and a veil is over later steps alone."""
        shown = over_steps and self._step is not None
        self.cursor.setVisible(shown)
        self.veil.setVisible(shown and self._step is not None and self._step < newest)

    def grabs(self, at: QPointF) -> bool:
        """Return whether the mouse at these coordinates grabs the line."""
        return self.cursor.grabs(at)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self.veil.set_color(theme.panel, VEIL)
        self.cursor.set_pen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))


class TargetLine:
    """A dashed line across at the target; hidden without one."""

    def __init__(self, chart: Chart) -> None:
        self._line = pg.InfiniteLine(angle=0)
        self._line.setVisible(False)
        chart.view.add(self._line, 50)

    def show_at(self, position: float | None) -> None:
        """Move it to a position on the vertical axis; None hides it."""
        self._line.setVisible(position is not None)
        if position is not None:
            self._line.setPos(position)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._line.setPen(QPen(QColor(theme.muted), 0, Qt.PenStyle.DashLine))


class ChangeMarks:
    """A dotted line across at each step at which a lane was changed or joined, in the colour of the lane."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._changes: tuple[tuple[int, str], ...] = ()
        self.lines: list[pg.InfiniteLine] = []

    def show_changes(self, changes: Iterable[tuple[int, str]]) -> None:
        """Mark these steps, each with the colour of its lane."""
        found = tuple(changes)
        if found == self._changes:
            return
        self._changes = found
        for line in self.lines:
            self._chart.view.removeItem(line)
        self.lines = []
        for step, color in found:
            line = pg.InfiniteLine(pos=step, angle=90, pen=QPen(QColor(color), 0, Qt.PenStyle.DotLine))
            self._chart.view.add(line, 45)
            self.lines.append(line)

    def update(self, *, over_steps: bool) -> None:
        """Show or hide the lines: they need an axis of steps."""
        for line in self.lines:
            line.setVisible(over_steps)
