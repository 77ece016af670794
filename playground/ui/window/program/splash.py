"""What is shown while the heavy imports run: the name over a small descent."""

import math
from time import perf_counter

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.ui.style.theme import Theme, base_font, blend

SIZE = QSize(560, 260)
MIDDLE = QPointF(402, 130)
REACH = QPointF(8, 8)
TURN_SECONDS = 2.4
"""Time in which the moving point runs down the path once."""


class Splash(QWidget):
    """A drawn picture: contours of a bowl and a path down to its middle, with a point that moves along it.

    Not a QSplashScreen: its ``show`` may wait a whole second for the desktop.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
        self._theme = theme
        self._picture = _picture(theme)
        self._path = _path()
        self._begun = perf_counter()
        self._shown = self.point
        self.setFixedSize(SIZE)
        self.move(QGuiApplication.primaryScreen().availableGeometry().center() - self.rect().center())

    @property
    def point(self) -> QPointF:
        """Where the moving point is now."""
        turn = (perf_counter() - self._begun) / TURN_SECONDS % 1.0
        at = turn * (len(self._path) - 1)
        first = int(at)
        return self._path[first] + (self._path[first + 1] - self._path[first]) * (at - first)

    @Slot()
    def advance(self) -> None:
        """Move the point; only what it covers is painted, the time belongs to the imports."""
        before, self._shown = self._shown, self.point
        for place in (before, self._shown):
            self.update(QRectF(place - REACH, place + REACH).toAlignedRect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: draw the picture and the moving point."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.panel), 2))
        painter.setBrush(QColor(self._theme.accent))
        painter.drawEllipse(self._shown, 6, 6)
        painter.end()


def _path() -> list[QPointF]:
    radii = [0.86 * 0.83**k for k in range(18)]
    return [
        MIDDLE + QPointF(136 * r * math.cos(2.4 + 0.55 * k), 90 * r * math.sin(2.4 + 0.55 * k))
        for k, r in enumerate(radii)
    ]


def _picture(theme: Theme) -> QPixmap:
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(SIZE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.panel))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for ring in range(9, 0, -1):
        share = ring / 9
        painter.setPen(QPen(QColor(blend(theme.panel, theme.accent, 0.30)), 1))
        painter.setBrush(QColor(blend(theme.panel, theme.accent, 0.22 * (1 - share) + 0.02)))
        painter.drawEllipse(MIDDLE, 148 * share, 106 * share)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), 2.2, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    points = _path()
    painter.drawPolyline(QPolygonF(points))
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(points[-1], 4, 4)
    font = base_font(theme)
    font.setPixelSize(40)
    font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(theme.text))
    painter.drawText(QRectF(32, 80, 240, 56), Qt.AlignmentFlag.AlignLeft, "Descent")
    font.setPixelSize(theme.base_px)
    font.setWeight(font.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    painter.drawText(
        QRectF(34, 138, 240, 48),
        Qt.AlignmentFlag.AlignLeft,
        "neural networks and optimizers,\nlive on your screen",
    )
    painter.setPen(QColor(theme.border))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(0.5, 0.5, SIZE.width() - 1, SIZE.height() - 1))
    painter.end()
    return picture
