"""Cards and edges of a graph in the scene; each paints what it was last given."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.backprop.graph import Role
from playground.ui.backprop.card import Card, Metrics
from playground.ui.style.theme import Theme, base_font, blend, mono_font

POINTS = 20
"""Pieces of a line's curve."""
READABLE = 0.45
"""Zoom below which numbers are not drawn."""


@dataclass(frozen=True, eq=False)
class Look:
    """Colours and fonts of cards in a theme.

    Attributes:
        theme: Gives the colours.
        metrics: Sizes of the type.
        font: Of numbers.
        bold: Of names.
        small: Of names of gradients.
    """

    theme: Theme
    metrics: Metrics
    font: QFont
    bold: QFont
    small: QFont

    @property
    def gradient(self) -> str:
        """Colour of gradients."""
        return self.theme.groups["Activations"]

    def of_role(self, role: Role) -> str:
        """Colour of a kind of nodes."""
        groups = self.theme.groups
        return {
            "input": groups["Pooling"],
            "parameter": groups["Dense"],
            "constant": self.theme.muted,
            "result": groups["Input & output"],
        }[role]


def look_of(theme: Theme, metrics: Metrics) -> Look:
    """Return the look of cards in a theme."""
    bold = base_font(theme)
    bold.setWeight(QFont.Weight.DemiBold)
    return Look(theme, metrics, mono_font(theme, theme.base_px), bold, mono_font(theme, theme.small_px))


class CardItem(QGraphicsItem):
    """The card of a node.

    Args:
        number: Of the node.
        card: What stands on it.
        role: Kind of the node.
        wanted: Whether its gradient is asked for.
        look: Colours and fonts.
    """

    def __init__(self, number: int, card: Card, role: Role, *, wanted: bool, look: Look) -> None:
        super().__init__()
        self.number, self.card, self._role, self._wanted, self._look = number, card, role, wanted, look
        self._known, self._active, self._whole = True, False, False
        self.gradient: tuple[str, ...] = ()
        self.setZValue(1)
        self._rect = QRectF(0, 0, card.width, card.height)
        self._text_left = look.metrics.pad + QFontMetricsF(look.bold).horizontalAdvance(card.name + "  ")

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
            self.update()

    def boundingRect(self) -> QRectF:
        """Qt: with its outline."""
        return self._rect.adjusted(-3, -3, 3, 3)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        theme, card = self._look.theme, self.card
        color = QColor(self._look.of_role(self._role))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QColor(theme.accent if self._active else theme.border)
        painter.setPen(QPen(outline, 2.5 if self._active else 1.0))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(self._rect, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(0, 5, 3.5, card.height - 10), 1.5, 1.5)
        zoom = painter.worldTransform().m11()
        if zoom < READABLE:
            self._paint_small(painter, zoom)
            return
        self._paint_head(painter, color)
        self._paint_values(painter)
        if card.partial:
            self._paint_gradient(painter)

    def _paint_small(self, painter: QPainter, zoom: float) -> None:
        """Far away: the name alone, and whether there is a gradient."""
        if self.gradient:
            shade = QColor(self._look.gradient)
            shade.setAlphaF(0.35 if self._wanted else 0.15)
            painter.setBrush(shade)
            painter.drawRoundedRect(self._rect.adjusted(5, 3, -3, -3), 4, 4)
        if zoom * self._look.metrics.line >= 4:
            painter.setFont(self._look.bold)
            painter.setPen(QColor(self._look.theme.text))
            painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self.card.name)

    def _paint_head(self, painter: QPainter, color: QColor) -> None:
        metrics, theme, card = self._look.metrics, self._look.theme, self.card
        base = metrics.pad * 0.8 + metrics.line * 0.78
        painter.setFont(self._look.bold)
        painter.setPen(color if self._role != "result" else QColor(theme.text))
        painter.drawText(QPointF(metrics.pad, base), card.name)
        if card.text:
            painter.setFont(self._look.font)
            painter.setPen(QColor(theme.muted))
            painter.drawText(QPointF(self._text_left, base), f"= {card.text}")

    def _paint_values(self, painter: QPainter) -> None:
        metrics, theme, card = self._look.metrics, self._look.theme, self.card
        painter.setFont(self._look.font)
        painter.setPen(QColor(theme.text if self._known else theme.muted))
        top = metrics.pad * 0.8 + metrics.line * (1.25 + 0.78)
        rows = card.values if self._known or not card.values else ("?",)
        for row, text in enumerate(rows):
            painter.drawText(QPointF(metrics.pad, top + row * metrics.line), text)
        if card.size and self._known:
            painter.setPen(QColor(theme.muted))
            painter.setFont(self._look.small)
            painter.drawText(QPointF(metrics.pad, top + len(card.values) * metrics.line), card.size)

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
        painter.setFont(self._look.font if card.beside else self._look.small)
        if card.beside:
            number = self.gradient[0] if self.gradient else ""
            painter.drawText(QPointF(left, base), f"{card.partial} {number}")
        else:
            painter.drawText(
                QPointF(left, base), card.partial if self._whole or not self.gradient else f"{card.partial} …"
            )
            painter.setFont(self._look.font)
            for row, text in enumerate(self.gradient, start=1):
                painter.drawText(QPointF(left, base + (row + 0.1) * metrics.line), text)
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


class EdgeItem(QGraphicsItem):
    """The line from an operand to what is computed from it.

    Args:
        start: Where it leaves the operand.
        end: Where it reaches the result.
        needed: Whether a gradient passes it.
        thin: Whether to draw it thinly, and opaquely, which is thirty times as fast: in large graphs.
        look: Colours.
    """

    def __init__(self, start: QPointF, end: QPointF, *, needed: bool, thin: bool, look: Look) -> None:
        super().__init__()
        self._look, self._thin = look, thin
        self._plain = look.theme.wire if needed else blend(look.theme.wire, look.theme.canvas, 0.5)
        path = QPainterPath(start)
        reach = max(24.0, (end.x() - start.x()) * 0.45)
        path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        self._line = QPolygonF([path.pointAtPercent(k / POINTS) for k in range(POINTS + 1)])
        self._start, self._end = start, end
        self._active = self._done = False
        self._rect = path.boundingRect().adjusted(-10, -10, 10, 10)

    def show_state(self, *, active: bool, done: bool) -> None:
        """Show whether the present step is about it, and whether a gradient has passed it."""
        if (active, done) != (self._active, self._done):
            self._active, self._done = active, done
            self.setZValue(0.5 if active else 0)
            self.update()

    def boundingRect(self) -> QRectF:
        """Qt: with its arrow."""
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: paint."""
        del option, widget
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, back = self._look.theme, self._done
        color = QColor(self._look.gradient if back else theme.accent if self._active else self._plain)
        pen = QPen(color, 3.0 if self._active else 1.0 if self._thin else 1.6)
        pen.setCosmetic(self._thin and not self._active)
        painter.setPen(pen)
        painter.drawPolyline(self._line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        size = 6.0 if self._active else 4.5
        tip, sign = (self._start, 1.0) if back else (self._end, -1.0)
        wing = QPointF(sign * size * 1.5, 0)
        painter.drawPolygon([tip, tip + wing + QPointF(0, size * 0.7), tip + wing - QPointF(0, size * 0.7)])
