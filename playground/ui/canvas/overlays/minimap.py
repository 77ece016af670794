"""The whole network in a corner; click or drag in it to move the view."""

from collections import defaultdict

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.card.colors import family_color, mixed, tint
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.style.theme import ThemeHub

SIZE = QSize(168, 104)


class Minimap(QWidget):
    """Nodes as small blocks in their family's colour, and a frame around the visible part.

    Attributes:
        held: Whether a mouse button is down that moves the view.
    """

    wanted = Signal(QPointF)
    """A point of the scene that should be centred."""
    released = Signal()
    """The mouse button that moved the view came up."""

    def __init__(self, scene: CanvasScene, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.held = False
        self._scene = scene
        self._hub = hub
        self._seen = QRectF()
        self._picture: QPixmap | None = None
        self._area = QRectF()
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click or drag to move the view")
        self.setAccessibleName("Overview of the network")
        scene.mirrored.connect(self.forget)
        scene.moved.connect(self.forget)

    def show_seen(self, seen: QRectF) -> None:
        """Show what part of the scene the view shows."""
        if seen != self._seen:
            self._seen = seen
            self.update()

    def forget(self) -> None:
        """Repaint when next visible: the scene or the theme changed."""
        self._picture = None
        self.update()

    def _map(self) -> tuple[float, QPointF]:
        """Scale and offset from the scene to this widget."""
        area = self._area if not self._area.isEmpty() else QRectF(0, 0, 400, 250)
        inner = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        scale = min(inner.width() / area.width(), inner.height() / area.height(), 0.16)
        return scale, inner.center() - area.center() * scale

    def _at(self, box: QRectF) -> QRectF:
        scale, offset = self._map()
        return QRectF(box.topLeft() * scale + offset, box.size() * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint."""
        del event
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._picture = self._paint_nodes()
        theme = self._hub.theme
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        frame = self._at(self._seen).intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        painter.setPen(QPen(QColor(theme.accent), 1.0))
        painter.setBrush(tint(theme.accent, 0.08))
        painter.drawRect(frame)
        painter.end()

    def _paint_nodes(self) -> QPixmap:
        self._area = self._scene.extent()
        ratio = self.devicePixelRatio()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        theme = self._hub.theme
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(tint(theme.panel, 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        scale, offset = self._map()
        painter.translate(offset)
        painter.scale(scale, scale)
        wires = QPen(tint(theme.wire, 0.6), 1.0)
        wires.setCosmetic(True)
        painter.setPen(wires)
        painter.drawLines([QLineF(item.start, item.end) for item in self._scene.edges.values()])
        painter.setPen(Qt.PenStyle.NoPen)
        for color, boxes in self._boxes().items():
            painter.setBrush(mixed(theme.panel, *color))
            painter.drawPath(_rounded(boxes, 1.5 / scale))
        painter.end()
        return picture

    def _boxes(self) -> dict[tuple[str, float], list[QRectF]]:
        """Return the cards by the colour of their family, or of a problem, and its strength."""
        theme = self._hub.theme
        boxes: dict[tuple[str, float], list[QRectF]] = defaultdict(list)
        for node in self._scene.nodes.values():
            state = node.state
            color = theme.danger if state.problem else family_color(state, theme)
            boxes[color, 1.0 if state.selected or state.problem else 0.62].append(node.card())
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a button went down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.held = True
            self._move_view_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse moved."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_view_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a button came up; the canvas below has no part in it."""
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self.held = False
            self.released.emit()

    def _move_view_to(self, at: QPointF) -> None:
        scale, offset = self._map()
        self.wanted.emit((at - offset) / scale)


def _rounded(boxes: list[QRectF], radius: float) -> QPainterPath:
    """Return one path around all boxes; those that overlap stay filled."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for box in boxes:
        path.addRoundedRect(box, radius, radius)
    return path
