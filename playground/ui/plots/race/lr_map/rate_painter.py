"""Marks for rates that are best, current, diverged or stuck, and their legend."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF

from playground.ui.plots.chart import numbers
from playground.ui.plots.race.lr_map.height_scale import HeightScale
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme

SIDE = 14
"""Margin on the left and on the right."""
PALETTE = [QColor(*(int(part) for part in color)) for color in viridis()]


@dataclass(frozen=True)
class RatePainter:
    """Paints marks in the colours of a theme.

    Attributes:
        theme: The theme.
        font: Font of the legend.
    """

    theme: Theme
    font: QFont

    def hatch(self, painter: QPainter, box: QRectF) -> None:
        """Mark a rate that diverges."""
        painter.fillRect(box, QColor(self.theme.raised))
        painter.fillRect(box, QBrush(QColor(self.theme.danger), Qt.BrushStyle.BDiagPattern))

    def stuck(self, painter: QPainter, box: QRectF) -> None:
        """Mark a rate at which a lane is stuck, or trapped in a minimum that is not the lowest."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("#14171C"), 1))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(box.center(), 2.5, 2.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def best(self, painter: QPainter, box: QRectF) -> None:
        """Mark the best rate."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#14171C"), 4))
        painter.drawRect(box)
        painter.setPen(QPen(QColor("#FFFFFF"), 2))
        painter.drawRect(box)

    def current(self, painter: QPainter, tip: QPointF, color: QColor) -> None:
        """Mark the current rate by a triangle pointing down."""
        shape = QPolygonF([tip + QPointF(-5, 0), tip + QPointF(5, 0), tip + QPointF(0, 8)])
        painter.setPen(QPen(QColor(self.theme.panel), 1))
        painter.setBrush(color)
        painter.drawPolygon(shape)

    def legend(self, painter: QPainter, scale: HeightScale, width: float) -> None:
        """Draw the legend of colours and marks at the top of a picture of this width."""
        theme, line = self.theme, QFontMetricsF(self.font).height()
        title = "final f − minimum" if scale.known else "final f − lowest final f"
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(SIDE, 4 + line * 0.8), title)
        bar = QRectF(SIDE, 8 + line, min(210.0, 0.36 * width), 9)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in np.linspace(0, 1, 11):
            gradient.setColorAt(float(place), PALETTE[round(255 * place)])
        painter.fillRect(bar, gradient)
        low, high = np.log10(scale.least), np.log10(scale.most)
        for place in (0.0, 0.5, 1.0):
            label = f"{10 ** (low + place * (high - low)):.0e}".replace("e-0", "e-").replace("e+0", "e")
            label = ("≤ " if place == 0 else "") + label.replace("e0", "").replace("-", numbers.MINUS)
            wide = QFontMetricsF(self.font).horizontalAdvance(label)
            x = bar.left() + place * (bar.width() - wide)
            painter.drawText(QPointF(x, bar.bottom() + line * 0.95), label)
        self._key(painter, bar.right() + 24, width, line)

    def _key(self, painter: QPainter, left: float, width: float, line: float) -> None:
        """Draw the legend of the marks, in two columns beside the bar."""
        second = left + 0.42 * (width - left - 4)
        rows = ((left, 8.0), (second, 8.0), (left, 8 + line + 6), (second, 8 + line + 6))
        for (x, y), name in zip(rows, ("current", "best", "diverged", "stuck or trapped"), strict=True):
            box = QRectF(x, y, 14, 12)
            if name == "current":
                self.current(painter, QPointF(box.center().x(), box.top() + 2), QColor(self.theme.text))
            elif name == "diverged":
                self.hatch(painter, box)
            else:
                painter.fillRect(box, PALETTE[0 if name == "best" else 150])
                if name == "best":
                    self.best(painter, box)
                else:
                    self.stuck(painter, box)
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(QPointF(x + 20, y + line * 0.8), name)
