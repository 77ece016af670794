"""Items that gestures show while they last: selection frame, ghost, preview wire, guides, labels."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem

from playground.ui.canvas.card.card_cache import CardCache
from playground.ui.canvas.card.card_state import CardState
from playground.ui.canvas.card.colors import font, plate, tint
from playground.ui.canvas.geometry import HALO, WIDTH, wire_path
from playground.ui.canvas.items.drawn import Drawn
from playground.ui.style.theme import Theme, readable_on


class FeedbackItem(Drawn):
    """Base class: above everything, hidden until shown."""

    def __init__(self, theme: Theme, depth: float) -> None:
        super().__init__(theme, depth)
        self.hide()

    def reach(self, bounds: QRectF) -> None:
        """Cover these bounds and show."""
        self.prepareGeometryChange()
        self.bounds = bounds
        self.show()
        self.update()


class SelectionFrame(FeedbackItem):
    """The frame of a selection by dragging."""

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        pen = QPen(QColor(self.theme.accent), 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(tint(self.theme.accent, 0.10))
        painter.drawRect(self.bounds.adjusted(1, 1, -1, -1))


class Ghost(FeedbackItem):
    """A card that is being dragged in."""

    state: CardState | None = None

    def __init__(self, cards: CardCache, depth: float) -> None:
        super().__init__(cards.theme, depth)
        self._cards = cards

    def show_state(self, state: CardState, corner: QPointF) -> None:
        """Show a card with its top-left corner at a point."""
        self.state = state
        self.setPos(corner)
        self.reach(QRectF(-HALO, -HALO, WIDTH + 2 * HALO, state.height + 2 * HALO))

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        if self.state is not None:
            painter.setOpacity(0.85)
            self._cards.draw(painter, self.state)


class PreviewWire(FeedbackItem):
    """The wire being drawn; red where it is impossible."""

    path = QPainterPath()
    refused = False

    def stretch(self, start: QPointF, end: QPointF, *, refused: bool) -> None:
        """Draw from an output to an input."""
        self.path, self.refused = wire_path(start, end), refused
        self.reach(self.path.controlPointRect().adjusted(-6, -6, 6, 6))

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(self.theme.danger if self.refused else self.theme.accent), 2.5)
        if self.refused:
            pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.drawPath(self.path)


class Guides(FeedbackItem):
    """Thin lines along which nodes line up."""

    lines: Sequence[QLineF] = ()

    def show_lines(self, lines: Sequence[QLineF]) -> None:
        """Show these lines; none hides them."""
        self.lines = lines
        if not lines:
            self.hide()
            return
        bounds = QRectF()
        for line in lines:
            bounds = bounds.united(QRectF(line.p1(), line.p2()).normalized().adjusted(-2, -2, 2, 2))
        self.reach(bounds)

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        pen = QPen(tint(self.theme.accent, 0.75), 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(list(self.lines))


class Pill(FeedbackItem):
    """A short label in a rounded box that keeps its size at every zoom."""

    text = ""
    alarming = False

    def __init__(self, theme: Theme, depth: float) -> None:
        super().__init__(theme, depth)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def say(self, text: str, at: QPointF, *, alarming: bool = False, below: float = 0.0) -> None:
        """Show words centred at a point, or ``below`` it by pixels of the screen."""
        self.text, self.alarming = text, alarming
        self.setPos(at)
        size = QFontMetricsF(self._font()).size(Qt.TextFlag.TextSingleLine, text)
        width, height = size.width() + 18.0, size.height() + 8.0
        self.reach(QRectF(-width / 2, below - height / 2, width, height))

    def _font(self) -> QFont:
        return font(self.theme.family, self.theme.small_px, QFont.Weight.Medium)

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.bounds.adjusted(1, 1, -1, -1)
        edge = self.theme.danger if self.alarming else self.theme.border
        painter.setPen(QPen(QColor(edge), 1.0))
        painter.setBrush(QColor(self.theme.danger if self.alarming else plate(self.theme)))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(QColor(readable_on(self.theme.danger) if self.alarming else self.theme.text))
        painter.setFont(self._font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text)
