"""The glow around the port under the mouse."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.canvas.card.colors import plate, tint
from playground.ui.canvas.items.drawn import Drawn
from playground.ui.style.theme import Theme

EXIT = -1
"""The slot of a node's output."""


@dataclass(frozen=True, slots=True)
class Port:
    """A place where a wire ends: input number ``slot`` of a node, or its output."""

    node: str
    slot: int

    @property
    def leaves(self) -> bool:
        """Whether it is an output."""
        return self.slot == EXIT


class PortItem(Drawn):
    """One for the whole canvas; it moves to the port that is hovered or targeted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 6.0)
        self.bounds = QRectF(-14.0, -14.0, 28.0, 28.0)
        self._refused = False
        self.port: Port | None = None
        self.hide()

    def show_at(self, port: Port | None, where: QPointF | None = None, *, refused: bool = False) -> None:
        """Glow at a port, in red when a wire is refused; hide for None."""
        self.port, self._refused = port, refused
        self.setVisible(port is not None)
        if where is not None:
            self.setPos(where)
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        color = self.theme.danger if self._refused else self.theme.accent
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        painter.setBrush(tint(color, 0.22))
        painter.drawEllipse(QPointF(0, 0), 12.0, 12.0)
        painter.setBrush(QColor(color))
        painter.setPen(QPen(QColor(plate(self.theme)), 1.5))
        painter.drawEllipse(QPointF(0, 0), 6.5, 6.5)
