"""A node on the canvas: a card with its live pictures."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath

from playground.spec.graph import Node
from playground.ui.canvas.card.card_cache import CardCache
from playground.ui.canvas.card.card_state import (
    BADGE,
    BADGE_RADIUS,
    MAP_COLUMNS,
    MAP_GAP,
    MAP_SIZE,
    Body,
    CardState,
)
from playground.ui.canvas.card.live_maps import Lines, UnitPictures
from playground.ui.canvas.card.painting import card_path, paint_outline
from playground.ui.canvas.geometry import DETAIL, HALO, WIDTH
from playground.ui.canvas.items.drawn import Drawn


class NodeItem(Drawn):
    """Shows one node, independent of the document: the scene sets what it shows."""

    def __init__(self, node: Node, state: CardState, cards: CardCache) -> None:
        super().__init__(cards.theme, 2.0)
        self.node = node
        self._state = state
        self._cards = cards
        self._pictures: UnitPictures | None = None
        self._lines: Lines | None = None
        self.setPos(node.x, node.y)
        self._update_bounds()

    @property
    def state(self) -> CardState:
        """What it shows now."""
        return self._state

    @property
    def has_maps(self) -> bool:
        """Whether it shows what its units compute."""
        return self._pictures is not None

    @property
    def height(self) -> float:
        """Height of the card."""
        return self._state.height

    def show_state(self, state: CardState) -> None:
        """Show something else."""
        if state == self._state:
            return
        if state.height != self._state.height:
            self.prepareGeometryChange()
        self._state = state
        self._update_bounds()
        self.update()

    def _update_bounds(self) -> None:
        self.bounds = QRectF(-HALO, -HALO, WIDTH + 2 * HALO, self.height + 2 * HALO)

    def show_maps(self, pictures: UnitPictures | None) -> None:
        """Show what its units compute; None shows nothing."""
        if pictures is not self._pictures:
            self._pictures = pictures
            self.update(self._state.body_box)

    def show_lines(self, lines: Lines | None) -> None:
        """Show lines of activation and gradient, which may have grown; None shows nothing."""
        self._lines = lines
        if self._state.body is Body.LINES:
            self.update(self._state.body_box)

    def card(self) -> QRectF:
        """Return the card's rectangle in the scene."""
        return QRectF(self.x(), self.y(), WIDTH, self._state.height)

    def port(self, slot: int) -> QPointF:
        """Return the centre of an input port in the scene; slot -1 is the output."""
        return self.pos() + self._state.port(slot)

    def unit_port(self, unit: int, units: int, *, leaves: bool) -> QPointF:
        """Return where the lines of a unit begin or end, in the scene."""
        return self.pos() + self._state.unit_port(unit, units, leaves=leaves)

    def on_badge(self, at: QPointF) -> bool:
        """Return whether a point of the scene is on the problem badge."""
        away = at - self.pos() - BADGE
        return (self._state.problem or self._state.remark) and away.x() ** 2 + away.y() ** 2 <= (
            BADGE_RADIUS + 1.0
        ) ** 2

    def unit_at(self, at: QPointF) -> int | None:
        """Return the index of the unit whose map lies at a point of the scene."""
        pictures = self._pictures if self._state.body is Body.MAPS else None
        away = at - self.pos() - self._state.body_box.topLeft()
        column, across = divmod(away.x(), MAP_SIZE + MAP_GAP)
        row, down = divmod(away.y(), MAP_SIZE + MAP_GAP)
        unit = int(row) * MAP_COLUMNS + int(column)
        on_map = 0 <= column < MAP_COLUMNS and row >= 0 and across < MAP_SIZE and down < MAP_SIZE
        return unit if pictures is not None and on_map and unit < pictures.count else None

    def feature_at(self, at: QPointF) -> str:
        """Return the key of the input whose switch lies at a point of the scene; empty for none."""
        boxes, away = self._state.feature_boxes.items(), at - self.pos()
        return next((key for key, box in boxes if box.contains(away)), "")

    def unit_image(self, unit: int) -> QImage:
        """Return the map of one unit; an empty image when it is gone."""
        if self._pictures is None or unit >= self._pictures.count:
            return QImage()
        return self._pictures.unit(unit, self.theme)

    def shape(self) -> QPainterPath:
        """Qt: the card itself."""
        return card_path(self.height)

    def draw(self, painter: QPainter) -> None:
        """Paint."""
        if self.zoom < DETAIL:
            paint_outline(painter, self._state, self.theme)
            return
        self._cards.draw(painter, self._state)
        if self._state.body is Body.MAPS and self._pictures is not None:
            self._pictures.paint(painter, self._state.body_box, self.theme)
        elif self._state.body is Body.LINES and self._lines is not None:
            self._lines.paint(painter, self._state.body_box, self._state.count, self.theme)
