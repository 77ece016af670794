"""A pad on which a picture is drawn with the mouse: light strokes on a dark ground, as in MNIST."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.arrays import Singles

SIDE = 168
"""Width and height in pixels."""
PEN = 14.0


class DrawingPad(QWidget):
    """A square to draw on."""

    drawn = Signal()
    """A stroke is finished."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Draw a picture")
        self.setToolTip("Draw with the mouse; the right button clears")
        self._image = QImage(QSize(SIDE, SIDE), QImage.Format.Format_Grayscale8)
        self._at: QPointF | None = None
        self.clear()

    def clear(self) -> None:
        """Remove all strokes."""
        self._image.fill(Qt.GlobalColor.black)
        self.update()

    def levels(self, height: int, width: int) -> Singles:
        """Return the picture scaled to ``(height, width)``, 0 for the ground to 1 for strokes."""
        small = self._image.scaled(
            width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).convertToFormat(QImage.Format.Format_Grayscale8)
        rows = np.frombuffer(small.constBits(), np.uint8).reshape(height, small.bytesPerLine())
        return rows[:, :width].astype(np.float32) / np.float32(255)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: begin a stroke, or clear."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._at = event.position()
            self._stroke_to(event.position())
        elif event.button() is Qt.MouseButton.RightButton:
            self.clear()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: draw on."""
        if self._at is not None:
            self._stroke_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: end a stroke."""
        if event.button() is Qt.MouseButton.LeftButton and self._at is not None:
            self._at = None
            self.drawn.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: show the picture."""
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()), self._image)
        if not np.frombuffer(self._image.constBits(), np.uint8).any():
            painter.setPen(Qt.GlobalColor.lightGray)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw here")

    def _stroke_to(self, at: QPointF) -> None:
        pen = QPen(Qt.GlobalColor.white, PEN, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawLine(self._at or at, at)
        painter.end()
        self._at = at
        self.update()
