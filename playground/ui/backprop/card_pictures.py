"""Pictures of cards, kept so that a card is drawn again only when it looks different."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

MOST_BYTES = 48_000_000
"""Memory of all pictures of a view; the one that was not seen for longest goes first."""


class CardPictures:
    """The latest picture of each card, by its number.

    Attributes:
        far: Whether the graph is seen from so far that cards are drawn as plain rectangles, without a picture.
    """

    def __init__(self) -> None:
        self.far = False
        self._found: OrderedDict[int, tuple[Hashable, QPixmap]] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._found)

    def clear(self) -> None:
        """Forget all."""
        self._found.clear()
        self._bytes = 0

    def paint(
        self,
        painter: QPainter,
        number: int,
        state: Hashable,
        bounds: QRectF,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Paint a card from its picture, which is drawn first when there is none for this state and zoom.

        Args:
            painter: In coordinates of the card.
            number: Of the card.
            state: What the picture depends on, besides zoom and pixels of the screen.
            bounds: Of the card.
            draw: Draws it.
        """
        world, ratio = painter.worldTransform(), painter.device().devicePixelRatio()
        zoom = world.m11()
        picture = self._picture(number, (state, zoom, ratio), bounds, draw, zoom, ratio)
        corner = world.map(bounds.topLeft()) * ratio
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(corner.toPoint().toPointF() / ratio, picture)
        painter.setWorldTransform(world)

    def _picture(
        self,
        number: int,
        key: Hashable,
        bounds: QRectF,
        draw: Callable[[QPainter], None],
        zoom: float,
        ratio: float,
    ) -> QPixmap:
        known = self._found.get(number)
        if known is not None and known[0] == key:
            self._found.move_to_end(number)
            return known[1]
        picture = QPixmap((QSizeF(bounds.size()) * zoom * ratio).toSize().expandedTo(_ONE))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.scale(zoom, zoom)
        painter.translate(-bounds.topLeft())
        draw(painter)
        painter.end()
        if known is not None:
            self._bytes -= _bytes_of(known[1])
        self._found[number] = (key, picture)
        self._found.move_to_end(number)
        self._bytes += _bytes_of(picture)
        while self._bytes > MOST_BYTES and len(self._found) > 1:
            self._bytes -= _bytes_of(self._found.popitem(last=False)[1][1])
        return picture


_ONE = QSizeF(1, 1).toSize()


def _bytes_of(picture: QPixmap) -> int:
    return 4 * picture.width() * picture.height()
