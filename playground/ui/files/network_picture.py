"""A small picture of a project's network: boxes in the colours of their families, and wires."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.catalog.kinds import LAYERS
from playground.spec.graph import Graph, Node
from playground.ui.style.theme import Theme, ThemeHub

CARD = (148.0, 72.0)
"""Size of a node on the canvas, about."""
PORT_Y = 24.0
LARGEST = 0.3
MARGIN = 12.0
LEAST = 5.0
"""A node is never drawn narrower or lower than this."""


class NetworkPicture(QWidget):
    """Shows a network, or a sentence in its place."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._graph: Graph | None = None
        self._words = ""
        self.setMinimumSize(260, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Picture of the network")
        hub.changed.connect(self._on_theme)

    def show_graph(self, graph: Graph | None, words: str = "") -> None:
        """Show a network; None shows the words instead."""
        self._graph, self._words = graph, words
        self.update()

    @property
    def graph(self) -> Graph | None:
        """The network shown."""
        return self._graph

    def sizeHint(self) -> QSize:
        """Qt: a comfortable size."""
        return QSize(380, 190)

    def _on_theme(self, _theme: Theme) -> None:
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint."""
        theme = self._hub.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if self._graph is None or not self._graph.nodes:
            painter.setPen(QColor(theme.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            words = self._words or ("" if self._graph is None else "An empty network")
            painter.drawText(self.rect().adjusted(12, 8, -12, -8), flags, words)
        else:
            _paint(painter, self._graph, QRectF(self.rect()), theme)
        painter.end()


def _paint(painter: QPainter, graph: Graph, area: QRectF, theme: Theme) -> None:
    nodes = graph.by_id()
    left, top = min(n.x for n in graph.nodes), min(n.y for n in graph.nodes)
    width = max(n.x for n in graph.nodes) - left + CARD[0]
    height = max(n.y for n in graph.nodes) - top + CARD[1]
    room = area.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    scale = min(room.width() / width, room.height() / height, LARGEST)
    origin = room.center() - QPointF(left + width / 2, top + height / 2) * scale

    def at(x: float, y: float) -> QPointF:
        return origin + QPointF(x, y) * scale

    painter.setPen(QPen(QColor(theme.wire), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for edge in graph.edges:
        source, target = nodes[edge.source], nodes[edge.target]
        path = QPainterPath(at(source.x + CARD[0], source.y + PORT_Y))
        end = at(target.x, target.y + PORT_Y)
        middle = (path.currentPosition().x() + end.x()) / 2
        path.cubicTo(QPointF(middle, path.currentPosition().y()), QPointF(middle, end.y()), end)
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    for node in graph.nodes:
        painter.setBrush(QColor(theme.groups.get(_family(node), theme.muted)))
        corner = at(node.x, node.y)
        box = QRectF(corner.x(), corner.y(), max(LEAST, CARD[0] * scale), max(LEAST, CARD[1] * scale))
        painter.drawRoundedRect(box, 3.0, 3.0)


def _family(node: Node) -> str:
    if node.block is not None:
        return "Blocks"
    return LAYERS.entry(node.kind).group if node.kind in LAYERS else ""
