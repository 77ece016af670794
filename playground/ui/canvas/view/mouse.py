"""Decides which gesture a press begins, hands it what follows, and shows what the mouse is over."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from playground.catalog.kinds import describe
from playground.spec.graph import Edge
from playground.ui.canvas.gestures.connect import from_port
from playground.ui.canvas.gestures.gesture import Gesture
from playground.ui.canvas.gestures.move import Move
from playground.ui.canvas.gestures.pan import Pan
from playground.ui.canvas.gestures.rubber_band import RubberBand
from playground.ui.canvas.gestures.wire import Wire
from playground.ui.canvas.items.geometry import DETAIL
from playground.ui.canvas.view.hits import Hit, hit
from playground.ui.canvas.view.stage import Stage
from playground.ui.canvas.view.tips import Tips
from playground.ui.canvas.view.viewport import Viewport

BORDER = 26.0
"""A drag this close to the border moves the picture along."""
SPEED = 14.0
"""Pixels per tick at the very border."""


class Mouse(QObject):
    """The state of the mouse over the canvas."""

    def __init__(
        self, view: Viewport, stage: Stage, tips: Tips, open_problems: Callable[[str], None]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._stage = stage
        self._tips = tips
        self._open_problems = open_problems
        self._gesture: Gesture | None = None
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self.last: QPointF | None = None
        """Where it is in the viewport; None when it is elsewhere."""
        self.space_held = False
        self.space_used = False
        """Space served to move the picture: coming up it opens nothing."""
        self._ticks = QTimer(self)
        self._ticks.setInterval(16)
        self._ticks.timeout.connect(self._scroll_along)

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        self._tips.stop()
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
            self._unhover()
            self._gesture = self._begin(at, event.modifiers())

    def _begin(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Gesture | None:
        under = hit(self._stage.scene, at, self._stage.zoom())
        if under.badge and under.node is not None:
            self._stage.scene.selection.set([under.node])
            self._open_problems(under.node)
            return None
        if under.port is not None:
            return from_port(self._stage, at, modifiers, under.port)
        if under.node is not None:
            return Move(self._stage, at, modifiers, under.node)
        if under.edge is not None:
            return Wire(self._stage, at, modifiers, under.edge)
        return RubberBand(self._stage, at, modifiers)

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved."""
        self.last = event.position()
        self._modifiers = event.modifiers()
        if self._gesture is None:
            self._hover(self._view.to_scene(event.position()))
            self._tips.restart()
            return
        self._gesture.move(self._view.to_scene(event.position()), event.modifiers())
        if self._gesture is not None and self._gesture.dragging and self._pull() != QPointF():
            self._ticks.start()

    def release(self, event: QMouseEvent) -> None:
        """A button came up."""
        gesture, self._gesture = self._gesture, None
        self._ticks.stop()
        if gesture is not None:
            gesture.release(self._view.to_scene(event.position()), event.modifiers())
        self._show_cursor(Hit())

    def leave(self) -> None:
        """The mouse left the canvas."""
        self.last = None
        self._tips.stop()
        if self._gesture is None:
            self._unhover()

    def give_up(self) -> None:
        """End the gesture under way as if it had not been."""
        gesture, self._gesture = self._gesture, None
        self._ticks.stop()
        if gesture is not None and gesture.dragging:
            gesture.cancel()

    def under(self, at: QPointF) -> Hit:
        """What lies at a point of the viewport; nothing during a gesture."""
        if self._gesture is not None:
            return Hit()
        return hit(self._stage.scene, self._view.to_scene(at), self._stage.zoom())

    # --- hovering ------------------------------------------------------------------------------------

    def _hover(self, at: QPointF) -> None:
        scene = self._stage.scene
        under = hit(scene, at, self._stage.zoom())
        scene.hover(under.node or under.edge or (under.port.node if under.port is not None else None))
        if under.port != scene.glow.port:
            scene.glow.show_at(under.port, scene.port_position(under.port) if under.port else None)
        detailed = under.node is not None and self._stage.zoom() >= DETAIL
        scene.lens.look_at(scene.nodes[under.node] if detailed and under.node else None, at)
        self._show_shape(under.edge, at)
        self._show_cursor(under)

    def _show_shape(self, edge: Edge | None, at: QPointF) -> None:
        scene = self._stage.scene
        shape = scene.report.shapes.get(edge.source) if edge is not None else None
        if shape is None:
            scene.pill.hide()
        else:
            scene.pill.say(describe(shape), at, below=-24.0)

    def _unhover(self) -> None:
        scene = self._stage.scene
        scene.hover(None)
        scene.glow.show_at(None)
        scene.lens.leave()
        scene.pill.hide()

    def _show_cursor(self, under: Hit) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self.space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif under.port is not None:
            shape = Qt.CursorShape.CrossCursor
        elif under.badge:
            shape = Qt.CursorShape.PointingHandCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def hold_space(self, held: bool) -> None:  # noqa: FBT001 - the state of a key
        """Space went down or up."""
        self.space_held = held
        self.space_used = self.space_used and not held
        self._show_cursor(Hit())

    # --- scrolling along -----------------------------------------------------------------------------

    def _pull(self) -> QPointF:
        """How far to move the picture per tick because a drag is close to the border."""
        if self.last is None or isinstance(self._gesture, Pan):
            return QPointF()
        area = self._view.viewport().rect()

        def one(at: float, length: float) -> float:
            if at < BORDER:
                return SPEED * min(1.0, (BORDER - at) / BORDER)
            return -SPEED * min(1.0, max(0.0, at - length + BORDER) / BORDER)

        return QPointF(one(self.last.x(), area.width()), one(self.last.y(), area.height()))

    def _scroll_along(self) -> None:
        pull = self._pull()
        if self._gesture is None or self.last is None or pull == QPointF():
            self._ticks.stop()
            return
        self._view.pan(pull)
        self._gesture.move(self._view.to_scene(self.last), self._modifiers)
