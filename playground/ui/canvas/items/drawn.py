"""The base class of everything painted on the canvas."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.ui.style.theme import Theme


class Drawn(QGraphicsItem):
    """An item that paints itself in a theme, depending on the zoom."""

    def __init__(self, theme: Theme, depth: float) -> None:
        super().__init__()
        self.theme = theme
        self.bounds = QRectF()
        self.zoom = 1.0
        self.setZValue(depth)

    def restyle(self, theme: Theme) -> None:
        """Paint with another theme."""
        self.theme = theme
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint; ``self.zoom`` is pixels of the screen per pixel of the item."""

    def boundingRect(self) -> QRectF:
        """Qt: what it covers."""
        return self.bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del widget
        self.zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        self.draw(painter)
