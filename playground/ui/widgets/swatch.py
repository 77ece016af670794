"""Round swatches of colour, for lists and buttons."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

DOT = QSize(12, 12)
"""Size of a swatch in a list, at scale 1."""


def dot(color: str, pixels: int = DOT.width()) -> QIcon:
    """Make a round swatch with a diameter in pixels at scale 1."""
    picture = QPixmap(2 * pixels, 2 * pixels)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QRectF(1, 1, pixels - 2, pixels - 2))
    painter.end()
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)  # otherwise it is tinted in the selected row
    return made
