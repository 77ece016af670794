"""Small buttons at a card and on a wire: wider, narrower, remove, insert."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from playground.spec.graph import Edge
from playground.ui.canvas.card.colors import mixed, plate, tint
from playground.ui.canvas.items.feedback_items import FeedbackItem
from playground.ui.style.theme import Theme

SIDE = 20.0
"""Side of a button, in pixels of the screen at every zoom."""
PAD = 2.0
OVERLAP = 4.0
"""How far the buttons reach into their card, so that the mouse gets there without leaving it."""
DEPTH = 6.5


class Action(Enum):
    """What a button does, with its tool tip."""

    NARROWER = "One unit or channel fewer (−)"
    WIDER = "One unit or channel more (+)"
    REMOVE = "Remove this layer (Del)"
    INSERT = "Insert a hidden layer here (Ins)"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under the mouse.

    Attributes:
        action: What it does.
        node: The node that it belongs to; None for a wire's.
        edge: The wire that it belongs to; None for a node's.
    """

    action: Action
    node: str | None = None
    edge: Edge | None = None


class QuickButtons(FeedbackItem):
    """A row of buttons that keeps its size at every zoom."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, DEPTH)
        self._buttons: tuple[Button, ...] = ()
        self._hovered: Button | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def show_at_card(self, buttons: tuple[Button, ...], corner: QPointF) -> None:
        """Show buttons on the upper edge of a card, from its top-left corner."""
        height = SIDE + 2 * PAD
        self._show(buttons, corner, QPointF(0.0, OVERLAP - height))

    def show_on_wire(self, button: Button, middle: QPointF) -> None:
        """Show one button around a point."""
        half = SIDE / 2 + PAD
        self._show((button,), middle, QPointF(-half, -half))

    def _show(self, buttons: tuple[Button, ...], at: QPointF, corner: QPointF) -> None:
        self._buttons = buttons
        self.setPos(at)
        size = (len(buttons) * SIDE + 2 * PAD, SIDE + 2 * PAD)
        self.reach(QRectF(corner.x(), corner.y(), *size))

    def leave(self) -> None:
        """Show nothing."""
        self._buttons, self._hovered = (), None
        self.hide()

    def button_at(self, at: QPointF, zoom: float) -> Button | None:
        """Return the button at a point of the scene."""
        away = (at - self.pos()) * zoom
        if not self.isVisible() or not self.bounds.contains(away):
            return None
        number = int((away.x() - self.bounds.left() - PAD) // SIDE)
        return self._buttons[min(max(number, 0), len(self._buttons) - 1)]

    def hover(self, button: Button | None) -> None:
        """Highlight a button."""
        if button != self._hovered:
            self._hovered = button
            self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(self.theme.border, self.theme.muted, 0.4), 1.0))
        painter.setBrush(QColor(plate(self.theme)))
        box = self.bounds.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        for number, button in enumerate(self._buttons):
            left = self.bounds.left() + PAD + number * SIDE
            self._paint_button(painter, button, QRectF(left, self.bounds.top() + PAD, SIDE, SIDE))

    def _paint_button(self, painter: QPainter, button: Button, box: QRectF) -> None:
        hovered = button == self._hovered
        sign = self.theme.danger if button.action is Action.REMOVE else self.theme.accent
        if hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(sign, 0.16))
            painter.drawEllipse(box)
        painter.setPen(QPen(QColor(sign if hovered else self.theme.text), 1.6, c=Qt.PenCapStyle.RoundCap))
        middle, arm = box.center(), 4.0
        if button.action is Action.REMOVE:
            arm = 3.0
            painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
            painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))
            return
        painter.drawLine(QLineF(middle.x() - arm, middle.y(), middle.x() + arm, middle.y()))
        if button.action is not Action.NARROWER:
            painter.drawLine(QLineF(middle.x(), middle.y() - arm, middle.x(), middle.y() + arm))
