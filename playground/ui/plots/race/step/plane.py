"""The plane around a lane with the vectors of one step: gradient, velocity, direction and step."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, hypot, isfinite, log2

import numpy as np
import pyqtgraph as pg
import torch
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.arrays import Floats
from playground.catalog.expression import FormulaProblem
from playground.catalog.kinds import Surface
from playground.engine.race.surface.explained_step import ExplainedStep
from playground.ui.plots.chart import numbers
from playground.ui.plots.chart.levels import contour_line_sets
from playground.ui.plots.chart.line_clipping import HUGE, clipped_lines
from playground.ui.plots.race.step.arrows import (
    STEP,
    Arrow,
    arrow_at,
    paint_arrows,
    paint_labels,
    scale_text,
    step_arrows,
)
from playground.ui.style.theme import LIGHT, Theme, small_font

LEFT, BOTTOM, TOP, RIGHT = 46, 20, 8, 8
GAP = 10
"""Minimum pixels between two labels of an axis."""
GRID = 41
"""Grid points of the surface per side."""
LINES = 9
MOST = 1000
"""Maximum exponent of two, positive or negative, of the radius that is drawn."""
FINEST = 1e-11
"""Below this fraction of the coordinates the surface is only rounding error, and not drawn."""


class StepPlane(QWidget):
    """Draws the vectors of one step around the position of the lane, with equal scales on both axes."""

    hovered = Signal(str)
    """Name of the quantity under the cursor; empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 160)
        self.setAccessibleName("Vectors of the step")
        self._theme = LIGHT
        self._step: ExplainedStep | None = None
        self._surface: Surface | None = None
        self._color, self._highlighted = "#888888", ""
        self._trail: Floats = np.empty((0, 2))
        self.radius = 1.0
        self._contours: tuple[Floats, Floats] = (np.empty(0), np.empty(0))

    def sizeHint(self) -> QSize:
        """Qt: about half of a page."""
        return QSize(300, 260)

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._theme = theme
        self.update()

    # --- what is shown ---------------------------------------------------------------------------

    def show_step(self, step: ExplainedStep, surface: Surface | None, trail: Floats, color: str) -> None:
        """Show a step.

        Args:
            step: The step.
            surface: Surface whose contours are drawn; None for none.
            trail: Positions of the lane up to here, ``(n, 2)``.
            color: Colour of the lane.
        """
        self._step, self._surface, self._color = step, surface, color
        length = hypot(*step.move)
        if isfinite(length) and length > 0:
            self.radius = 2.0 ** min(MOST, max(-MOST, ceil(log2(length) - log2(STEP))))
        with np.errstate(all="ignore"):  # a lane that diverges
            self._trail = trail - step.place
        self._contours = self._lines(step)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another part of the surface is visible."""
        super().resizeEvent(event)
        if self._step is not None:
            self._contours = self._lines(self._step)

    def highlight(self, name: str) -> None:
        """Highlight a quantity; empty for none."""
        if name != self._highlighted:
            self._highlighted = name
            self.update()

    def _lines(self, step: ExplainedStep) -> tuple[Floats, Floats]:
        """Compute contours around the centre, as offsets from it with NaN between the parts."""
        none: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        across, up = self._reach()
        if (
            self._surface is None
            or not np.isfinite(step.place).all()
            or self.radius <= FINEST * max(1.0, float(np.abs(step.place).max()))
        ):
            return none
        x, y = np.linspace(-across, across, GRID), np.linspace(-up, up, GRID)
        places = torch.meshgrid(
            torch.from_numpy(x + step.place[0]), torch.from_numpy(y + step.place[1]), indexing="xy"
        )
        try:
            with torch.no_grad():
                heights = self._surface.value(*places).numpy()
        except FormulaProblem:
            return none
        finite = heights[np.isfinite(heights)]
        if not len(finite) or finite.min() == finite.max():
            return none
        with np.errstate(all="ignore"):
            levels = np.quantile(finite, np.linspace(0, 1, LINES + 2)[1:-1])
        return contour_line_sets(x, y, np.where(np.isfinite(heights), heights, np.nan), np.unique(levels))[0]

    # --- geometry --------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def _half(self) -> float:
        """Return the pixels from the centre to the nearer border."""
        return max(1.0, min(self._area().width(), self._area().height()) / 2)

    def _reach(self) -> tuple[float, float]:
        """Return the distance in coordinates from the centre to the right and the upper border."""
        area, half = self._area(), self._half()
        return self.radius * area.width() / 2 / half, self.radius * area.height() / 2 / half

    @property
    def arrows(self) -> list[Arrow]:
        """The arrows drawn, the longest first and the step last."""
        return step_arrows(self._step, self._theme, self._half(), self.radius) if self._step else []

    def scale_text(self) -> str:
        """Describe the scales of the arrows."""
        return scale_text(self._step, self._half(), self.radius) if self._step else ""

    # --- the mouse -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: report the arrow under the cursor."""
        self.hovered.emit(arrow_at(self.arrows, event.position() - self._area().center()))

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the cursor has left."""
        super().leaveEvent(event)
        self.hovered.emit("")

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._step is None:
            return
        area = self._area()
        self._paint_axes(painter, area)
        if not np.isfinite(self._step.move).all():
            painter.setPen(QColor(self._theme.muted))
            message = "The lane has diverged: there is no step to draw."
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, message)
            return
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.center())
        self._paint_backdrop(painter)
        self._paint_arrows(painter)
        painter.restore()

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        theme, half = self._theme, self._half()
        painter.fillRect(area, QColor(theme.canvas))
        font = small_font(theme)
        painter.setFont(font)
        muted, grid = QColor(theme.muted), QColor(theme.grid)
        center, (across, up) = area.center(), self._reach()
        spacing = numbers.spacing(2 * min(across, up), 4)
        for tick in _ticks(across, spacing):
            x = center.x() + tick / self.radius * half
            painter.setPen(grid)
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setPen(muted)
        for box, label in labels_across(_ticks(across, spacing), spacing, half / self.radius, font):
            painter.drawText(
                box.translated(center.x(), area.bottom() + 3), Qt.AlignmentFlag.AlignHCenter, label
            )
        for tick in _ticks(up, spacing):
            y = center.y() - tick / self.radius * half
            painter.setPen(grid)
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(muted)
            box = QRectF(0, y - 8, LEFT - 6, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, numbers.tick(tick, spacing))
        painter.setPen(QColor(theme.text))
        painter.drawText(QPointF(area.right() - 16, area.bottom() - 6), "Δx")
        painter.drawText(QPointF(area.left() + 6, area.top() + 14), "Δy")

    def _paint_backdrop(self, painter: QPainter) -> None:
        scale = self._half() / self.radius
        line = QColor(self._theme.wire)
        line.setAlphaF(0.5)
        x, y = self._contours
        if len(x):
            painter.setPen(QPen(line, 0))
            painter.drawPath(pg.arrayToQPath(x * scale, -y * scale, connect="finite"))
        trail = np.clip(self._trail[np.isfinite(self._trail).all(axis=1)], -HUGE, HUGE) * min(scale, HUGE)
        pale = QColor(self._color)
        pale.setAlphaF(0.7)
        painter.setPen(QPen(pale, 2))
        area = self._area()
        lines = clipped_lines(np.hstack([trail[:-1], trail[1:]]), area.translated(-area.center()))
        painter.drawLines([QLineF(x0, -y0, x1, -y1) for x0, y0, x1, y1 in lines])

    def _paint_arrows(self, painter: QPainter) -> None:
        made, area = self.arrows, self._area()
        highlighted = self._highlighted if any(arrow.name == self._highlighted for arrow in made) else ""
        paint_arrows(painter, made, highlighted)
        self._paint_ends(painter, made)
        paint_labels(painter, made, highlighted, self._theme, area.translated(-area.center()))

    def _paint_ends(self, painter: QPainter, made: list[Arrow]) -> None:
        """Paint a dot at the position of the lane, and a ring where the step leads."""
        painter.setPen(QPen(QColor(self._theme.panel), 1.5))
        painter.setBrush(QColor(self._color))
        painter.drawEllipse(QPointF(0, 0), 5.5, 5.5)
        for arrow in made:
            if arrow.role == "step":
                painter.setPen(QPen(QColor(self._color), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(arrow.tip, 5.5, 5.5)


def labels_across(
    ticks: Sequence[float], spacing: float, scale: float, font: QFont
) -> list[tuple[QRectF, str]]:
    """Lay out labels below a horizontal axis: for all ticks, or every second, third, ..., so that none overlap.

    Args:
        ticks: Multiples of the spacing.
        spacing: Distance between two ticks.
        scale: Pixels per unit.
        font: Font of the labels.

    Returns:
        Boxes around the positions of the ticks, relative to 0, and labels.
    """
    labels = [numbers.tick(tick, spacing) for tick in ticks]
    metrics = QFontMetricsF(font)
    width = max((metrics.horizontalAdvance(each) for each in labels), default=0.0) + GAP
    every = max(1, ceil(width / (spacing * scale)))
    return [
        (QRectF(tick * scale - width / 2, 0, width, 14), each)
        for tick, each in zip(ticks, labels, strict=True)
        if round(tick / spacing) % every == 0
    ]


def _ticks(reach: float, spacing: float) -> list[float]:
    most = int(reach / spacing)
    return [number * spacing for number in range(-most, most + 1)]
