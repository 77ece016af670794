"""The card of a node in the scene: it shows the state that it was last given."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.backprop.graph import Role
from playground.ui.backprop.card import Card
from playground.ui.backprop.card_pictures import CardPictures
from playground.ui.backprop.look import Look
from playground.ui.style.theme import blend

READABLE = 0.45
"""Zoom below which numbers are not drawn."""


class CardItem(QGraphicsItem):
    """The card of a node.

    Args:
        number: Of the node.
        card: What stands on it.
        role: Kind of the node.
        wanted: Whether its gradient is asked for.
        look: Colours and fonts.
        pictures: Keeps what is drawn.
    """

    def __init__(
        self, number: int, card: Card, role: Role, *, wanted: bool, look: Look, pictures: CardPictures
    ) -> None:
        super().__init__()
        self._pictures = pictures
        self.number, self.card, self._role, self._wanted, self._look = number, card, role, wanted, look
        self._known, self._active, self._whole = True, False, False
        self.gradient: tuple[str, ...] = ()
        self.setZValue(1)
        self._rect = QRectF(0, 0, card.width, card.height)
        self._far: tuple[QColor, QColor] | None = None
        self._stripe = QRectF(0, 0, 14, card.height)
        self._bounds = self._rect.adjusted(-3, -3, 3, 3)
        self._text_left = look.metrics.pad + QFontMetricsF(look.bold.font).horizontalAdvance(card.name + "  ")
        self._lay_out()

    def _lay_out(self) -> None:
        """Lay out the texts that do not change, while the graph is built."""
        card, look = self.card, self._look
        look.bold.laid_out(card.name)
        for text in (f"= {card.text}" if card.text else "", *card.values):
            look.font.laid_out(text)
        if not card.beside:
            look.small.laid_out(card.partial)

    def show_state(self, *, known: bool, gradient: tuple[str, ...], whole: bool, active: bool) -> None:
        """Show another state.

        Args:
            known: Whether the value is computed.
            gradient: Rows of the gradient so far; empty for none.
            whole: Whether that is complete.
            active: Whether the present step is about it.
        """
        state = (known, gradient, whole, active)
        if state != (self._known, self.gradient, self._whole, self._active):
            self._known, self.gradient, self._whole, self._active = state
            self._far = None
            self.update()

    def boundingRect(self) -> QRectF:
        """Qt: with its outline."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        if self._pictures.far:
            self._paint_far(painter)
            return
        state = (self._known, self.gradient, self._whole, self._active)
        self._pictures.paint(painter, self.number, state, self._bounds, self._draw)

    def _draw(self, painter: QPainter) -> None:
        """Draw the card: all of it, or from afar the name alone and whether there is a gradient."""
        theme, card = self._look.theme, self.card
        color = QColor(self._look.of_role(self._role))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QColor(theme.accent if self._active else theme.border)
        painter.setPen(QPen(outline, 2.5 if self._active else 1.0))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(self._rect, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRectF(0, 5, 3.5, card.height - 10), color)
        if painter.worldTransform().m11() < READABLE:
            self._paint_small(painter)
            return
        self._paint_head(painter, color)
        self._paint_values(painter)
        if card.partial:
            self._paint_gradient(painter)

    def _paint_far(self, painter: QPainter) -> None:
        """A card of a few pixels: its ground, its kind, and whether there is a gradient."""
        if self._far is None:
            self._far = self._look.far_colors(
                self._role, wanted=self._wanted, active=self._active, passed=bool(self.gradient)
            )
        painter.fillRect(self._rect, self._far[0])
        painter.fillRect(self._stripe, self._far[1])

    def _paint_small(self, painter: QPainter) -> None:
        if self.gradient:
            painter.setBrush(self._look.shade(wanted=self._wanted))
            painter.drawRoundedRect(self._rect.adjusted(5, 3, -3, -3), 4, 4)
        painter.setFont(self._look.bold.font)
        painter.setPen(QColor(self._look.theme.text))
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self.card.name)

    def _paint_head(self, painter: QPainter, color: QColor) -> None:
        metrics, theme, card = self._look.metrics, self._look.theme, self.card
        base = metrics.pad * 0.8 + metrics.line * 0.78
        painter.setPen(color if self._role != "result" else QColor(theme.text))
        self._look.bold.write(painter, metrics.pad, base, card.name)
        if card.text:
            painter.setPen(QColor(theme.muted))
            self._look.font.write(painter, self._text_left, base, f"= {card.text}")

    def _paint_values(self, painter: QPainter) -> None:
        metrics, theme, card = self._look.metrics, self._look.theme, self.card
        painter.setPen(QColor(theme.text if self._known else theme.muted))
        top = metrics.pad * 0.8 + metrics.line * (1.25 + 0.78)
        rows = card.values if self._known or not card.values else ("?",)
        for row, text in enumerate(rows):
            self._look.font.write(painter, metrics.pad, top + row * metrics.line, text)
        if card.size and self._known:
            painter.setPen(QColor(theme.muted))
            base = top + len(card.values) * metrics.line
            self._look.small.write(painter, metrics.pad, base, card.size)

    def _paint_gradient(self, painter: QPainter) -> None:
        """The gradient: filled where it was asked for, in dashes where it is only intermediate."""
        metrics, card, color = self._look.metrics, self.card, QColor(self._look.gradient)
        block = self._gradient_block()
        fill = QColor(blend(self._look.gradient, self._look.theme.panel, 0.86 if self.gradient else 0.95))
        dashed = QPen(color, 1.0, Qt.PenStyle.DashLine)
        painter.setBrush(fill if self._wanted else Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen if self._wanted else dashed)
        painter.setOpacity(1.0 if self.gradient else 0.55)
        painter.drawRoundedRect(block, 4, 4)
        left, base = block.left() + metrics.char * 0.6, block.top() + metrics.line * 0.78
        painter.setPen(color)
        font = self._look.font
        if card.beside:
            number = self.gradient[0] if self.gradient else ""
            font.write(painter, left, base, f"{card.partial} {number}")
        else:
            named = card.partial if self._whole or not self.gradient else f"{card.partial} …"
            self._look.small.write(painter, left, base, named)
            for row, text in enumerate(self.gradient, start=1):
                font.write(painter, left, base + (row + 0.1) * metrics.line, text)
        painter.setOpacity(1.0)

    def _gradient_block(self) -> QRectF:
        metrics, card = self._look.metrics, self.card
        if card.beside:
            left = metrics.pad + (max(map(len, card.values), default=1) + 1) * metrics.char
            return QRectF(
                left, card.gradient_top - 1, card.width - left - metrics.pad * 0.6, metrics.line + 2
            )
        left = metrics.pad * 0.6
        bottom = card.height - metrics.pad * 0.6
        return QRectF(left, card.gradient_top, card.width - 2 * left, bottom - card.gradient_top)
