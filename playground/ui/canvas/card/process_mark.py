"""The mark on a card of the process that computes it, where several processes share the layers."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath

from playground.ui.canvas.card.card_state import CardState
from playground.ui.canvas.card.snowflake import snow_box
from playground.ui.canvas.geometry import WIDTH
from playground.ui.style.lane_colors import numbered_color
from playground.ui.style.theme import Theme, readable_on

BAND = 5.0
"""Width of the band at the left edge of a card."""


def mark_box(state: CardState) -> QRectF:
    """Where a card has the numbers of its processes; empty without any."""
    if not state.processes:
        return QRectF()
    right = snow_box().left() - 4.0 if state.frozen or state.partly_frozen else WIDTH - 9.0
    width = 16.0 + 12.0 * (len(state.processes) > 1)
    return QRectF(right - width, 9.0, width, 16.0)


def paint_band(painter: QPainter, state: CardState, card: QPainterPath, theme: Theme) -> None:
    """Paint the colours of the processes along the left edge of a card, inside its outline."""
    if not state.processes:
        return
    box = card.boundingRect()
    painter.save()
    painter.setClipPath(card, Qt.ClipOperation.IntersectClip)
    height = box.height() / len(state.processes)
    for place, process in enumerate(state.processes):
        band = QRectF(box.left(), box.top() + place * height, BAND, height)
        painter.fillRect(band, QColor(numbered_color(theme, process)))
    painter.restore()


def paint_mark(painter: QPainter, state: CardState, theme: Theme) -> float:
    """Paint the numbers of the processes; return the room that they take."""
    box = mark_box(state)
    if box.isEmpty():
        return 0.0
    color = numbered_color(theme, state.processes[0])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(box, 4.0, 4.0)
    first, last = state.processes[0] + 1, state.processes[-1] + 1
    painter.setPen(QColor(readable_on(color)))
    small = QFont(painter.font())
    small.setFamily(theme.family)
    small.setPixelSize(theme.small_px)
    painter.setFont(small)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{first}" if first == last else f"{first}–{last}")
    return box.width() + 4.0
