"""A cache of painted cards, so that an unchanged node costs one copy of pixels."""

from collections import OrderedDict

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from playground.ui.canvas.card.card_state import CardState
from playground.ui.canvas.card.painting import paint_card
from playground.ui.canvas.geometry import HALO, WIDTH
from playground.ui.style.theme import Theme

ROOM = 48 * 1024 * 1024
"""Bytes kept."""
SMOOTH = 0.7
"""Above this scale, stretched cards are smoothed."""


class CardCache:
    """Painted cards by state, each at the scale last used; the least recently used are dropped first."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.resting = True
        """While False (the zoom is changing), a card of another scale is stretched instead of repainted."""
        self._kept: OrderedDict[CardState, tuple[float, QPixmap]] = OrderedDict()
        self._bytes = 0

    def restyle(self, theme: Theme) -> None:
        """Drop all cards and paint with another theme."""
        self.theme = theme
        self._kept.clear()
        self._bytes = 0

    def draw(self, painter: QPainter, state: CardState) -> None:
        """Draw a card with its top-left corner at the painter's origin, sharp at the painter's scale."""
        device = painter.deviceTransform()
        scale = device.m11()
        found = self._kept.get(state)
        if found is None or (self.resting and abs(found[0] - scale) > 1e-3 * scale):
            found = self._remember(state, scale)
        else:
            self._kept.move_to_end(state)
        kept_scale, pixmap = found
        if abs(kept_scale - scale) > 1e-3 * scale:
            # Many small cards at once: smooth stretching would cost more than the moment is worth.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale > SMOOTH)
            painter.drawPixmap(_frame(state), pixmap, QRectF(pixmap.rect()))
            return
        # Pixel for pixel: the card's corner goes to a whole pixel of the device.
        ratio = painter.device().devicePixelRatio()
        corner = device.map(_frame(state).topLeft())
        painter.save()
        painter.resetTransform()
        origin = painter.deviceTransform()
        x, y = round(corner.x() - origin.dx()), round(corner.y() - origin.dy())
        painter.drawPixmap(QRectF(x / ratio, y / ratio, pixmap.width() / ratio, pixmap.height() / ratio),
                           pixmap, QRectF(pixmap.rect()))  # fmt: skip
        painter.restore()

    def _remember(self, state: CardState, scale: float) -> tuple[float, QPixmap]:
        old = self._kept.pop(state, None)
        if old is not None:
            self._bytes -= _size(old[1])
        frame = _frame(state)
        pixmap = QPixmap(max(1, round(frame.width() * scale)), max(1, round(frame.height() * scale)))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.scale(scale, scale)
        painter.translate(-frame.topLeft())
        paint_card(painter, state, self.theme)
        painter.end()
        self._kept[state] = (scale, pixmap)
        self._bytes += _size(pixmap)
        while self._bytes > ROOM and len(self._kept) > 1:
            self._bytes -= _size(self._kept.popitem(last=False)[1][1])
        return scale, pixmap


def _frame(state: CardState) -> QRectF:
    return QRectF(-HALO, -HALO, WIDTH + 2 * HALO, state.height + 2 * HALO)


def _size(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
