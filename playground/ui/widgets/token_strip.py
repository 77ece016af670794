"""Tokens as small coloured tiles side by side, each token in the same colour everywhere."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme, blend

GAP = 2.0
"""Pixels between tiles."""


def paint_tokens(
    painter: QPainter, box: QRectF, tokens: Iterable[float], names: Sequence[str], theme: Theme
) -> None:
    """Paint a sequence from left to right; tiles are as high as the box and share its width.

    Args:
        painter: Painter; its state is restored.
        box: Area to paint in.
        tokens: Token ids.
        names: Names of the vocabulary.
        theme: Colours.
    """
    numbers = [int(token) for token in tokens]
    width = (box.width() + GAP) / max(1, len(numbers)) - GAP
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(theme.mono)
    font.setPixelSize(max(6, round(0.66 * min(width, box.height()))))
    painter.setFont(font)
    for place, number in enumerate(numbers):
        tile = QRectF(box.left() + place * (width + GAP), box.top(), width, box.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(token_color(number, theme)))
        painter.drawRoundedRect(tile, 3, 3)
        painter.setPen(QColor(theme.text))
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, names[number])
    painter.restore()


def token_color(number: int, theme: Theme) -> str:
    """Return a pale colour on which text is readable; after the last class colour they repeat, paler."""
    fade = 0.62 if number < len(theme.class_colors) else 0.8
    return blend(class_color(theme, number), theme.panel, fade)
