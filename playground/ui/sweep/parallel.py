"""Parallel coordinates: a vertical axis for each setting and for the result, a line for each point."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.arrays import Floats
from playground.ui.plots.chart.items import Lines, Overlay
from playground.ui.plots.chart.view import View
from playground.ui.style.theme import Theme, small_font
from playground.ui.sweep.picture import SweepPicture, nearest
from playground.ui.sweep.scales import Outcome
from playground.ui.sweep.shades import SHADES, group_of, shade

NOWHERE = -0.1
"""Height of points that do not have a setting."""
BOTTOM, TOP = -0.17, 1.14
BESIDE, LABELS = 0.42, 0.1
"""Room beside the outer axes, as a part of the distance of axes; right at least this part for each axis, for labels."""


class Axes(Overlay):
    """The axes with their titles and labels, painted over the lines."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._titles: tuple[str, ...] = ()
        self._ticks: tuple[tuple[tuple[float, str], ...], ...] = ()
        self._line, self._text, self._title, self._back = QColor(), QColor(), QColor(), QColor()
        self._font = QFont()

    def show_outcome(self, outcome: Outcome, *, gaps: tuple[bool, ...]) -> None:
        """Show the axes of an outcome; those with ``gaps`` have a place for points without the setting."""
        self._titles = tuple(scale.title for scale in outcome.scales)
        last = len(gaps) - 1
        self._ticks = tuple(
            (*scale.ticks(), *(((NOWHERE, "–" if place < last else "diverged"),) if gap else ()))
            for place, (scale, gap) in enumerate(zip(outcome.scales, gaps, strict=True))
        )
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._line, self._text, self._title = QColor(theme.wire), QColor(theme.muted), QColor(theme.text)
        self._back = QColor(theme.panel)
        self._back.setAlphaF(0.8)
        self._font = small_font(theme)
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint at pixel positions."""
        del option, widget
        place = painter.worldTransform()
        painter.resetTransform()
        metrics = QFontMetricsF(self._font)
        step = place.map(QPointF(1, 0)).x() - place.map(QPointF(0, 0)).x()
        for number, (title, ticks) in enumerate(zip(self._titles, self._ticks, strict=True)):
            top, bottom = place.map(QPointF(number, 1)), place.map(QPointF(number, 0))
            painter.setPen(QPen(self._line, 1))
            painter.drawLine(top, bottom)
            painter.setFont(self._font)
            for height, label in ticks:
                self._label(painter, metrics, place.map(QPointF(number, height)), label)
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, step - 8)
            box = QRectF(top.x() - step / 2, top.y() - 2.1 * metrics.height(), step, metrics.height())
            painter.setPen(self._title)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _label(self, painter: QPainter, metrics: QFontMetricsF, at: QPointF, label: str) -> None:
        width = metrics.horizontalAdvance(label)
        box = QRectF(at.x() + 5, at.y() - metrics.height() / 2, width + 4, metrics.height())
        painter.setPen(QPen(self._line, 1))
        painter.drawLine(at, at + QPointF(4, 0))
        painter.fillRect(box, self._back)
        painter.setPen(self._text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)


class ParallelPicture(SweepPicture):
    """Lines through all axes, coloured by the rank of their result."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Parallel coordinates of settings and result", parent)
        self.view = View()
        self.canvas.ci.addItem(self.view, 0, 0)
        self.listen(self.view)
        self._groups = [Lines(self.view) for _ in range(SHADES)]
        for place, lines in enumerate(self._groups):
            self.view.add(lines, place)
        self._near, self._marked = Lines(self.view), Lines(self.view)
        self.view.add(self._near, SHADES + 1)
        self.view.add(self._marked, SHADES + 2)
        self.axes = Axes(self.view)
        self.view.add(self.axes, SHADES + 3)
        self._heights: Floats = np.empty((0, 0))

    def draw(self) -> None:
        """Draw axes and lines."""
        if self.theme is None:
            return
        outcome = self.outcome
        places = outcome.places()
        gaps = np.isnan(places) | np.isinf(places)
        self._heights = np.where(gaps, NOWHERE, places)
        count = len(outcome.scales)
        right = count - 1 + max(BESIDE, LABELS * count)
        self.view.setRange(xRange=(-BESIDE, right), yRange=(BOTTOM, TOP), padding=0)
        self.axes.show_outcome(outcome, gaps=tuple(np.any(gaps, axis=0).tolist()))
        self.axes.apply_theme(self.theme)
        groups = np.array([group_of(float(each)) for each in outcome.quality], int)
        for group, lines in enumerate(self._groups):
            color = shade(self.theme, group / (SHADES - 1))
            color.setAlphaF(0.35 + 0.55 * group / (SHADES - 1))
            lines.set_pens(QPen(color, 1.6))
            lines.show_points(*self._joined(np.flatnonzero(groups == group)))
        self._near.set_pens(QPen(QColor(self.theme.panel), 5), QPen(QColor(self.theme.text), 2.2))
        self._marked.set_pens(QPen(QColor(self.theme.panel), 6), QPen(QColor(self.theme.accent), 3))
        self.draw_marks()

    def draw_marks(self) -> None:
        """Draw the lines that stand out."""
        for lines, number in ((self._near, self.pointed_at), (self._marked, self.marked)):
            lines.show_points(*self._joined(np.array([] if number is None else [number], int)))

    def _joined(self, numbers: np.ndarray) -> tuple[Floats, Floats]:
        """Return the lines of some points, with a gap behind each."""
        chosen = self._heights[numbers]
        x = np.tile([*np.arange(self._heights.shape[1], dtype=float), np.nan], len(numbers))
        return x, np.column_stack([chosen, np.full(len(numbers), np.nan)]).ravel()

    def point_at(self, scene: QPointF) -> int | None:
        """Return the line nearest above or below the cursor."""
        at = self.view.mapSceneToView(scene)
        axes = self._heights.shape[1]
        if axes < 2 or not -0.1 <= at.x() <= axes - 0.9:
            return None
        left = min(max(int(at.x()), 0), axes - 2)
        share = min(max(at.x() - left, 0.0), 1.0)
        heights = (1 - share) * self._heights[:, left] + share * self._heights[:, left + 1]
        return nearest(np.abs(heights - at.y()) / max(float(self.view.viewPixelSize()[1]), 1e-12))
