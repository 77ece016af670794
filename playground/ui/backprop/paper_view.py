"""The graph on the screen: each step repaints only the cards and the line that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QToolTip, QWidget

from playground.backprop.steps import ForwardStep
from playground.ui.backprop.card import metrics_of, rows_of
from playground.ui.backprop.card_item import CardItem
from playground.ui.backprop.card_pictures import CardPictures
from playground.ui.backprop.line_layer import Line, LineLayer
from playground.ui.backprop.look import look_of
from playground.ui.backprop.paper import Paper
from playground.ui.backprop.values_text import tip_of
from playground.ui.backprop.zoom_view import LEAST, ZoomView
from playground.ui.style.theme import Theme, ThemeHub

MARGIN = 24.0
FEW = 120
"""Nodes up to which lines are drawn thickly."""
NAMED = 4.0
"""Pixels of a line of text below which not even names are drawn."""
MANY = 30
"""Changed lines from which all of the view is painted."""
ROOM = 40
"""Pixels that the nodes of a step keep from the edge."""
SLICE = 0.012
"""Seconds for which items are added at once."""
SMALLEST, BEGUN = 0.55, 0.85
"""A graph that would be shown smaller than the first zoom is shown at the second one, from its result on."""


class PaperView(ZoomView):
    """Shows a graph; drag to pan, turn the wheel to zoom."""

    clicked = Signal(int)
    """Number of the node that was clicked."""
    opened = Signal(int)
    """Number of the node that was double-clicked."""
    key_step = Signal(int)
    """Steps to go, by the arrow keys."""
    key_play = Signal()
    """Space was pressed."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        self.setScene(self._scene)
        self.setAccessibleName("Graph of the computation")
        self._paper: Paper | None = None
        self._cards: list[CardItem] = []
        self._pictures = CardPictures()
        self._active: set[int] = set()
        self._box = QRectF()
        self._work: Iterator[None] | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._build)
        self._wants_fit = True
        self._press = QPoint()
        self._look = look_of(hub.theme, metrics_of(hub.theme))
        self._lines = LineLayer(self._look, thin=False)
        self.setBackgroundBrush(QColor(hub.theme.canvas))

    @property
    def cards(self) -> list[CardItem]:
        """The cards by number of the node."""
        return self._cards

    # --- what is shown --------------------------------------------------------------------------------

    def show_paper(self, paper: Paper, theme: Theme, *, fit: bool = True) -> None:
        """Show another graph.

        Args:
            paper: The graph and its places.
            theme: Colours.
            fit: Whether to show all of it; else the view stays where it is.
        """
        self.clear()
        self._look = look_of(theme, metrics_of(theme))
        self.setBackgroundBrush(QColor(theme.canvas))
        self._lines = LineLayer(self._look, thin=len(paper.graph.nodes) > FEW)
        self._paper, self._wants_fit = paper, fit
        left = max(x + card.width for card, (x, _) in zip(paper.cards, paper.places, strict=True))
        low = max(y + card.height for card, (_, y) in zip(paper.cards, paper.places, strict=True))
        self._box = QRectF(0, 0, left, low).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._scene.setSceneRect(self._box.adjusted(-400, -300, 400, 300))
        self._work = self._add_all(paper)
        self._build()

    @property
    def complete(self) -> bool:
        """Whether all of the graph is in the scene."""
        return self._paper is not None and self._work is None

    @Slot()
    def _build(self) -> None:
        """Add items for a while; the rest later, so that the window stays alive."""
        if self._work is None:
            return
        until = perf_counter() + SLICE
        for _ in self._work:
            if perf_counter() > until:
                self.viewport().update()
                self._soon.start()
                return
        self._work = None
        self.viewport().update()
        assert self._paper is not None
        self.apply(range(len(self._cards)))
        if self._wants_fit:
            self.fit()

    def _add_all(self, paper: Paper) -> Iterator[None]:
        graph = paper.graph
        for number, (card, (x, y)) in enumerate(zip(paper.cards, paper.places, strict=True)):
            node = graph.nodes[number]
            wanted = number in graph.wanted
            item = CardItem(number, card, node.role, wanted=wanted, look=self._look, pictures=self._pictures)
            item.setPos(x, y)
            self._scene.addItem(item)
            self._cards.append(item)
            yield
        for number, node in enumerate(graph.nodes):
            for operand, parent in enumerate(node.parents):
                self._add_edge(number, operand, parent, len(node.parents))
                yield

    def _add_edge(self, number: int, operand: int, parent: int, operands: int) -> None:
        assert self._paper is not None
        end, start = self._cards[number], self._cards[parent]
        share = (operand + 1) / (operands + 1)
        leaves = QPointF(start.x() + start.card.width, start.y() + start.card.height / 2)
        arrives = QPointF(end.x(), end.y() + end.card.height * share)
        graph = self._paper.graph
        needed = graph.needed[number] and graph.needed[parent]
        self._lines.add((number, operand), Line(leaves, arrives, needed=needed))

    def clear(self) -> None:
        """Show nothing."""
        self._soon.stop()
        self._work = None
        self._scene.clear()
        self._pictures.clear()
        self._lines = LineLayer(self._look, thin=False)
        self._paper, self._cards = None, []
        self._active = set()

    def apply(self, touched: Iterable[int]) -> None:
        """Show the place among the steps; only these nodes, and the present step, have changed."""
        if self._paper is None or self._work is not None:
            return
        walk, step = self._paper.walk, self._paper.walk.step
        active: set[int] = set()
        edges: set[tuple[int, int]] = set()
        if isinstance(step, ForwardStep):
            active = {step.node}
            edges = {(step.node, operand) for operand in range(len(walk.graph.nodes[step.node].parents))}
        elif step is not None:
            active = {step.node, step.parent}
            edges = set() if step.first else {(step.node, step.operand)}
        changed = set(touched) | active | self._active
        for number in changed:
            gradient = walk.gradients[number]
            self._cards[number].show_state(
                known=walk.known[number],
                gradient=() if gradient is None else rows_of(gradient),
                whole=walk.whole(number),
                active=number in active,
            )
        lines: list[Line] = []
        for number in changed:
            for operand in range(len(walk.graph.nodes[number].parents)):
                key, done = (number, operand), walk.passed(number, operand)
                lines += self._lines.show_state(key, active=key in edges, done=done)
        self._active = active
        if len(lines) > MANY:
            self.viewport().update()
        elif lines:
            self.viewport().update(self._lines.region(lines, self.viewportTransform()))

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Qt: the ground with the lines, below the cards."""
        del rect
        self._pictures.far = self.zoom * self._look.metrics.line < NAMED
        self._lines.paint(painter, self.viewportTransform(), self.viewport().size())

    def reveal_step(self) -> None:
        """Move as far as needed to see the nodes of the present step, when they do not all fit."""
        if not self._active:
            return
        box = QRectF()
        for number in self._active:
            box = box.united(self._cards[number].sceneBoundingRect())
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        if not seen.adjusted(ROOM, ROOM, -ROOM, -ROOM).contains(box):
            self.ensureVisible(box, 2 * ROOM, ROOM)

    # --- zoom -----------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole graph at most at its natural size and a half; a large one from its result on."""
        room = self.viewport().rect()
        if not self.complete or room.width() < 60 or room.height() < 60 or not self.isVisible():
            return
        self._wants_fit = False
        whole = min(room.width() / self._box.width(), room.height() / self._box.height(), 1.5)
        if whole >= SMALLEST:
            self.set_zoom(whole)
            self.centerOn(self._box.center())
        else:
            self.set_zoom(BEGUN)
            last = self._cards[-1].sceneBoundingRect()
            self.centerOn(QPointF(self._box.right() - room.width() / BEGUN / 2, last.center().y()))
            self.reveal_step()

    def show_all(self) -> None:
        """Show the whole graph, however small."""
        room = self.viewport().rect()
        whole = min(room.width() / self._box.width(), room.height() / self._box.height(), 1.5)
        self.set_zoom(max(LEAST, whole))
        self.centerOn(self._box.center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size; a graph that was seen whole stays so."""
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: in sight."""
        super().showEvent(event)
        if self._wants_fit:
            self.fit()

    # --- mouse and keys -------------------------------------------------------------------------------

    def node_at(self, at: QPoint) -> int | None:
        """Return the node under a point of the viewport."""
        return next((item.number for item in self.items(at) if isinstance(item, CardItem)), None)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: a tool tip shows all numbers of a node."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            number = self.node_at(event.pos())
            if number is None or self._paper is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip_of(self._paper.walk, number), self.viewport())
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: perhaps the beginning of a drag."""
        self._press = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click, when the mouse has not moved."""
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        at = event.position().toPoint()
        number = self.node_at(at)
        if number is not None and (at - self._press).manhattanLength() < 4:
            self.clicked.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: unfold a node, or show the whole graph."""
        number = self.node_at(event.position().toPoint())
        if number is None:
            self.show_all()
        else:
            self.opened.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrow keys step, Home and End go to the ends, Space plays."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Home: -(10**9), Qt.Key.Key_End: 10**9}
        key = Qt.Key(event.key())
        if key in steps:
            self.key_step.emit(steps[key])
        elif key == Qt.Key.Key_Space:
            self.key_play.emit()
        else:
            super().keyPressEvent(event)
