"""The map of one unit, enlarged beside its node while the mouse is on the small one."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from playground.ui.canvas.card.colors import font, plate, tint
from playground.ui.canvas.items.feedback_items import FeedbackItem
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.style.theme import Theme

SIDE = 148.0
HEAD = 22.0
MARGIN = 8.0
SIZE = QSizeF(SIDE + 2 * MARGIN, SIDE + HEAD + MARGIN)
"""On the screen, at every zoom."""


class Lens(FeedbackItem):
    """Keeps its size at every zoom and follows the training."""

    def __init__(self, theme: Theme, depth: float) -> None:
        super().__init__(theme, depth)
        self._item: NodeItem | None = None
        self._unit = 0
        self._image = QImage()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def magnify(self, item: NodeItem | None, at: QPointF, seen: QRectF, covered: QRectF, zoom: float) -> None:
        """Enlarge the map under a point of the scene; hide where there is none.

        Args:
            item: The node there.
            at: The point.
            seen: The part of the scene in which the lens has to fit.
            covered: The part of the scene below the overview.
            zoom: Pixels of the screen per pixel of the scene.
        """
        unit = item.unit_at(at) if item is not None else None
        if item is None or unit is None:
            self.leave()
            return
        if (item, unit) != (self._item, self._unit) or not self.isVisible():
            self._item, self._unit = item, unit
            self.refresh()
            self.setPos(_corner(item.card(), seen, covered, zoom))
            self.reach(QRectF(QPointF(0.0, 0.0), SIZE))

    def refresh(self) -> None:
        """Show the node's newest maps."""
        if self._item is not None:
            self._image = self._item.unit_image(self._unit)
            self.update()

    def leave(self) -> None:
        """Show nothing."""
        self._item = None
        self.hide()

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(self.theme.border), 1.0))
        painter.setBrush(QColor(plate(self.theme)))
        painter.drawRoundedRect(self.bounds.adjusted(0.5, 0.5, -0.5, -0.5), 10.0, 10.0)
        painter.setPen(QColor(self.theme.text))
        painter.setFont(font(self.theme.family, self.theme.small_px, QFont.Weight.Medium))
        head = QRectF(MARGIN, 0.0, SIDE, HEAD)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"Unit {self._unit + 1}")
        box = QRectF(MARGIN, HEAD, SIDE, SIDE)
        shape = QPainterPath()
        shape.addRoundedRect(box, 5.0, 5.0)
        painter.setClipPath(shape)
        painter.drawImage(box, self._image)
        painter.setPen(QPen(tint(self.theme.text, 0.25), 1.0))
        painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
        painter.drawLine(QPointF(box.center().x(), box.top()), QPointF(box.center().x(), box.bottom()))


def _corner(card: QRectF, seen: QRectF, covered: QRectF, zoom: float) -> QPointF:
    """Return where the lens goes: right of the card, else left of it, within what is in sight and not covered."""
    width, height, gap = SIZE.width() / zoom, SIZE.height() / zoom, 10.0
    x = card.right() + gap
    if x + width > seen.right():
        x = card.left() - gap - width
    x = max(seen.left(), min(x, seen.right() - width))
    y = max(seen.top(), min(card.top(), seen.bottom() - height))
    if covered.intersects(QRectF(x, y, width, height)):
        y = max(seen.top(), covered.top() - gap - height)
    return QPointF(x, y)
