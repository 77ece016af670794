"""The canvas under the hand: gives Qt's mouse, wheel and drag events to those who understand them."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.document import Document
from playground.ui.canvas.card.captions import tooltip
from playground.ui.canvas.edits.commands import Commands
from playground.ui.canvas.gestures.drop import Drops
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.overlays.popups import TitleEditor
from playground.ui.canvas.view.glide import Glide
from playground.ui.canvas.view.mouse import Mouse
from playground.ui.canvas.view.stage import Stage
from playground.ui.canvas.view.tips import Tips
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.style.theme import ThemeHub


class Board(Viewport):
    """Everything that is done with the mouse; what opens on top of it is only asked for."""

    message = Signal(str)
    """A sentence for the status bar."""
    add_wanted = Signal(QPointF, object)
    """The list of entries should open at a point of the scene, for a wire from a Port, or None."""
    problems_wanted = Signal(str)
    """The problems of a node should be told."""
    rename_wanted = Signal()
    """The title of the selected node should be edited."""
    enter_wanted = Signal(str)
    """The inside of a block should be shown."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(CanvasScene(document, hub), hub, parent)
        self.canvas.setParent(self)
        self.document = document
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.commands = Commands(self.canvas, self.message.emit)
        self.title_editor = TitleEditor(self.viewport())
        self._glide = Glide(self.canvas, self)
        self.canvas.entered.connect(self._glide.finish)
        stage = Stage(
            self.canvas, self.commands, lambda: self.zoom, self.message.emit, self.add_wanted.emit, self.pan
        )
        self._tips = Tips(self.viewport(), self._tip)
        self.mouse = Mouse(self, stage, self._tips, self.problems_wanted.emit)
        self._drops = Drops(stage, self)
        self._untouched = True
        """Nobody has looked elsewhere since the project was opened."""

    def _tip(self, at: QPoint) -> str:
        under = self.mouse.under(QPointF(at))
        report = self.canvas.report
        if under.node is None or self.canvas.lens.isVisible():
            return ""
        if under.badge:
            return "<br>".join(problem.message for problem in report.of_node(under.node))
        return tooltip(report, self.canvas.nodes[under.node].node)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: out of sight."""
        self.mouse.give_up()
        self._tips.stop()
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a button went down."""
        self.title_editor.take()
        self._glide.finish()
        self._untouched = False
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse moved."""
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a button came up."""
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: two clicks go into a block, rename on a title, and add on canvas or wire."""
        under = self.mouse.under(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and under.node is not None and self.canvas.nodes[under.node].node.block is not None:
            self.enter_wanted.emit(under.node)
        elif left and under.title and under.node is not None:
            self.canvas.selection.set([under.node])
            self.rename_wanted.emit()
        elif left and under.node is None and under.port is None:
            self.add_wanted.emit(self.to_scene(event.position()), None)
        else:
            self.mouse.press(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse left."""
        self.mouse.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: a wheel turned."""
        self._untouched = False
        self.turn(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: gestures of a touch pad."""
        if isinstance(event, QNativeGestureEvent) and self.pinch(event):
            return True
        return super().viewportEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: something is dragged in."""
        self._drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: something is dragged over."""
        self._drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: what was dragged in is dragged out."""
        del event
        self._drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: something is dropped."""
        self._drops.fall(event)
