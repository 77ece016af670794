"""Chooses the gesture that a press begins, forwards the mouse to it, and shows what the mouse is over."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent

from playground.catalog.kinds import describe
from playground.ui.canvas.geometry import DETAIL
from playground.ui.canvas.gestures.connect import from_port
from playground.ui.canvas.gestures.gesture import Gesture
from playground.ui.canvas.gestures.move import Move
from playground.ui.canvas.gestures.pan import Pan
from playground.ui.canvas.gestures.rubber_band import RubberBand
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.gestures.wire import Wire
from playground.ui.canvas.items.hits import Hit, hit
from playground.ui.canvas.view.tip_words import tip_for
from playground.ui.canvas.view.tips import Tips
from playground.ui.canvas.view.viewport import Viewport

BORDER = 26.0
"""A drag this close to the border pans, in pixels."""
SPEED = 14.0
"""Pixels per tick at the very border."""


class Mouse(QObject):
    """The state of the mouse over the canvas."""

    add_wanted = Signal(QPointF)
    """A point of the scene where an entry should be added."""
    problems_wanted = Signal(str)
    """A node whose problems should be shown."""
    rename_wanted = Signal()
    """The title of the selected node should be edited."""
    enter_wanted = Signal(str)
    """A block whose inside should be shown."""
    pointed = Signal(object)
    """The ``Hit`` of what the mouse is over; an empty one during a gesture or elsewhere."""
    clicked = Signal(object)
    """The ``Hit`` of a card that was pressed and released without a drag."""
    weight_pressed = Signal(object, QPointF)
    """A ``WeightUnder`` whose value should be edited, at a point of the viewport."""
    feature_pressed = Signal(str)
    """The key of an input that should be switched."""
    button_pressed = Signal(object)
    """The ``Button`` of a card or wire."""

    def __init__(self, view: Viewport, stage: Stage) -> None:
        super().__init__(view)
        self._view = view
        self._stage = stage
        self.tips = Tips(view.viewport(), self.tip)
        self._gesture: Gesture | None = None
        self._moving = False
        """The gesture is answering a move, so edits are its own."""
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.last: QPointF | None = None
        """Where it is in the viewport; None when it is elsewhere."""
        self.covered = QRectF()
        """The part of the viewport below the overview."""
        self.lens_wanted: Callable[[], bool] = lambda: True
        """Whether the unit under the mouse is enlarged on the canvas, because nobody else shows it."""
        self.release_pinned: Callable[[], bool] = lambda: False
        """Releases what stays shown elsewhere because it was clicked; returns whether there was anything."""
        self.space_held = False
        self.space_used = False
        """Space was used to pan, so releasing it opens nothing."""
        self._ticks = QTimer(self)
        self._ticks.setInterval(16)
        self._ticks.timeout.connect(self._auto_scroll)

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def press(self, event: QMouseEvent) -> None:
        """Begin a gesture; the right button cancels the one under way."""
        self.tips.stop()
        self.last = event.position()
        if self._gesture is not None:
            if event.button() == Qt.MouseButton.RightButton:
                self.give_up()
            return
        at = self._view.to_scene(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self.space_held):
            self.space_used = self.space_held
            self._gesture = Pan(self._stage, at, event.modifiers())
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            under = hit(self._stage.scene, at, self._stage.zoom())
            if under.button is not None:
                self.button_pressed.emit(under.button)
                self._hover(at)
                return
            if under.feature:
                self.feature_pressed.emit(under.feature)
                return
            if under.weight is not None:
                self.weight_pressed.emit(under.weight, event.position())
                return
            self._unhover()
            self._gesture = self._begin(at, event.modifiers(), under)

    def _begin(self, at: QPointF, modifiers: Qt.KeyboardModifier, under: Hit) -> Gesture | None:
        if under.badge and under.node is not None:
            self._stage.scene.selection.set([under.node])
            self.problems_wanted.emit(under.node)
            return None
        if under.port is not None:
            return from_port(self._stage, at, modifiers, under.port)
        if under.node is not None:
            return Move(self._stage, at, modifiers, under.node)
        if under.edge is not None:
            return Wire(self._stage, at, modifiers, under.edge)
        return RubberBand(self._stage, at, modifiers)

    def move(self, event: QMouseEvent) -> None:
        """Continue the gesture, or show what the mouse is over."""
        self.last = event.position()
        self._modifiers = event.modifiers()
        if self._gesture is None:
            self._hover(self._view.to_scene(event.position()))
            self.tips.restart()
            return
        self._continue(event.position())
        if self._gesture is not None and self._gesture.dragging and self._pull() != QPointF():
            self._ticks.start()

    def _continue(self, at: QPointF) -> None:
        """Let the gesture follow the mouse to a point of the viewport."""
        assert self._gesture is not None
        self._moving = True
        try:
            self._gesture.move(self._view.to_scene(at), self._modifiers)
        finally:
            self._moving = False

    def release(self, event: QMouseEvent) -> None:
        """Complete the gesture."""
        gesture, self._gesture = self._gesture, None
        self._ticks.stop()
        if gesture is not None:
            clicked = isinstance(gesture, Move) and not gesture.dragging and not event.modifiers()
            gesture.release(self._view.to_scene(event.position()), event.modifiers())
            if clicked:
                self.clicked.emit(self.under(event.position()))
        self._show_cursor(Hit())

    def leave(self) -> None:
        """Forget where the mouse was: it left the canvas."""
        self.last = None
        self.tips.stop()
        if self._gesture is None:
            self._unhover()

    def give_up(self) -> None:
        """Cancel the gesture under way."""
        gesture, self._gesture = self._gesture, None
        self._ticks.stop()
        if gesture is not None and gesture.dragging:
            gesture.cancel()

    def give_way(self) -> None:
        """Cancel the gesture under way because of an edit that is not its own."""
        if not self._moving:
            self.give_up()

    def under(self, at: QPointF) -> Hit:
        """Return what lies at a point of the viewport; nothing during a gesture."""
        if self._gesture is not None:
            return Hit()
        return hit(self._stage.scene, self._view.to_scene(at), self._stage.zoom())

    def double_click(self, event: QMouseEvent) -> None:
        """Enter a block, rename on a title, add on canvas or wire; elsewhere it is another press."""
        under = self.under(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        if under.button is not None or under.weight is not None or under.feature:
            self.press(event)
        elif left and under.node is not None and self._stage.scene.nodes[under.node].node.block is not None:
            self.enter_wanted.emit(under.node)
        elif left and under.title and under.node is not None:
            self._stage.scene.selection.set([under.node])
            self.rename_wanted.emit()
        elif left and under.node is None and under.port is None:
            self.add_wanted.emit(self._view.to_scene(event.position()))
        else:
            self.press(event)

    def tip(self, at: QPoint) -> str:
        """Return the tool tip for a point of the viewport, or nothing."""
        under = self.under(QPointF(at))
        return tip_for(self._stage.scene, under, self._view.to_scene(QPointF(at)), self._view.hub.theme)

    # --- hovering ------------------------------------------------------------------------------------

    def _hover(self, at: QPointF) -> None:
        scene = self._stage.scene
        under = hit(scene, at, self._stage.zoom())
        scene.marks.hover(under.node or under.edge or (under.port.node if under.port is not None else None))
        if under.port != scene.feedback.glow.port:
            scene.feedback.glow.show_at(under.port, scene.port_position(under.port) if under.port else None)
        detailed = under.node is not None and self._stage.zoom() >= DETAIL
        item = scene.nodes[under.node] if detailed and under.node and self.lens_wanted() else None
        covered = QRectF(
            self._view.to_scene(self.covered.topLeft()), self.covered.size() / self._stage.zoom()
        )
        scene.feedback.lens.magnify(item, at, self._view.seen(), covered, self._stage.zoom())
        self._show_words(under, at)
        self._show_cursor(under)
        self.pointed.emit(under)

    def _show_words(self, under: Hit, at: QPointF) -> None:
        """Show the shape that a wire passes on, or the value of a weight."""
        scene, edge = self._stage.scene, under.edge if under.button is None else None
        shape = scene.report.shapes.get(edge.source) if edge is not None else None
        if under.weight is not None:
            value = f"{under.weight.value:.3g}".replace("-", "−")
            scene.feedback.pill.say(f"{under.weight.place.name} = {value}", at, below=-24.0)
        elif shape is not None:
            scene.feedback.pill.say(describe(shape), at, below=-24.0)
        else:
            scene.feedback.pill.hide()

    def _unhover(self) -> None:
        scene = self._stage.scene
        scene.marks.hover(None)
        scene.feedback.glow.show_at(None)
        scene.feedback.lens.leave()
        scene.feedback.pill.hide()
        self.pointed.emit(Hit())

    def _show_cursor(self, under: Hit) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self.space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif under.port is not None:
            shape = Qt.CursorShape.CrossCursor
        elif under.badge or under.button is not None or under.weight is not None or under.feature:
            shape = Qt.CursorShape.PointingHandCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def hold_space(self, held: bool) -> None:  # noqa: FBT001 - the state of a key
        """Space went down or up."""
        self.space_held = held
        self.space_used = self.space_used and not held
        self._show_cursor(Hit())

    # --- auto-scroll --------------------------------------------------------------------------------

    def _pull(self) -> QPointF:
        """Pixels to pan per tick because a drag is close to the border."""
        if self.last is None or isinstance(self._gesture, Pan):
            return QPointF()
        area = self._view.viewport().rect()

        def one(at: float, length: float) -> float:
            if at < BORDER:
                return SPEED * min(1.0, (BORDER - at) / BORDER)
            return -SPEED * min(1.0, max(0.0, at - length + BORDER) / BORDER)

        return QPointF(one(self.last.x(), area.width()), one(self.last.y(), area.height()))

    def _auto_scroll(self) -> None:
        pull = self._pull()
        if self._gesture is None or self.last is None or pull == QPointF():
            self._ticks.stop()
            return
        self._view.pan(pull)
        self._continue(self.last)
