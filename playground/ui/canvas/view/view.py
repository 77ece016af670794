"""The canvas: shows the network of a document and lets people edit it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.document import Changed, Document
from playground.build.report import Report
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.engine.events.run import Event
from playground.ui.canvas.edits.edits import Edits
from playground.ui.canvas.geometry import HALO
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.overlays.hud import Hud
from playground.ui.canvas.overlays.problem_popup import ProblemPopup
from playground.ui.canvas.state.graph_diff import is_another
from playground.ui.canvas.view.block_navigation import BlockNavigation
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.canvas.view.drag_and_drop import DragAndDrop
from playground.ui.canvas.view.glide import Glide
from playground.ui.canvas.view.keys import Keys
from playground.ui.canvas.view.menus import open_menu
from playground.ui.canvas.view.mouse import Mouse
from playground.ui.canvas.view.neighbours import Neighbours
from playground.ui.canvas.view.pointed_unit import PointedUnit
from playground.ui.canvas.view.quick_adding import QuickAdding
from playground.ui.canvas.view.renaming import Renaming
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.canvas.view.weights import Weights
from playground.ui.style.theme import Theme, ThemeHub


class CanvasView(Viewport):
    """Forwards Qt's events to its parts. Edits go through the document; everything shown follows from it.

    Attributes:
        document: What is shown.
        edits: All edits.
        commands: What keys and menus do.
        mouse: Gestures and hovering.
        blocks: Goes into blocks and out again.
        adding: The list of entries that opens at a place.
        renaming: The title editor.
        weights: Values of weights under the mouse.
        unit: The unit under the mouse.
        hud: Zoom buttons, minimap and hint.
        problem_popup: A node's problems and their fixes.
    """

    message = Signal(str)
    """A sentence for the status bar."""
    selection_changed = Signal(tuple)
    """Names of the selected nodes in the whole network."""

    wanted: frozenset[type[Event]] = frozenset({UnitMaps, NodeActivity, WireWeights})
    """Events that it shows."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(CanvasScene(document, hub), hub, parent)
        self.canvas.setParent(self)
        self.document = document
        self._untouched = True
        """The user has not zoomed or clicked since the project was opened."""
        self.setAccessibleName("Network canvas")
        self.setAccessibleDescription(
            "Nodes and wires of the network. Tab moves from node to node, Space adds one."
        )
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.edits = Edits(self.canvas, self.message.emit)
        self.glide = Glide(self.canvas, self)
        self.hud = Hud(self, self.canvas, hub)
        self.blocks = BlockNavigation(self, self.edits.blocks, hub)
        self.adding = QuickAdding(self, self.edits.adding, hub)
        self.renaming = Renaming(self, self.edits.nodes)
        stage = Stage(
            self.canvas, self.edits, lambda: self.zoom, self.message.emit, self.adding.open, self.pan
        )
        self.mouse = Mouse(self, stage)
        self.weights = Weights(self)
        self.unit = PointedUnit(self)
        self.commands = CanvasCommands(
            self, self.edits, blocks=self.blocks, mouse=self.mouse, adding=self.adding,
            renaming=self.renaming, glide=self.glide, say=self.message.emit,
        )  # fmt: skip
        self.problem_popup = ProblemPopup(hub, self, self.commands.apply_fix)
        self.edits.editor.prepare = self.mouse.give_way
        self._neighbours = Neighbours(self.canvas, self.edits.arranging, self.mouse)
        self._keys = Keys(self.commands)
        self._drops = DragAndDrop(stage, self)
        self._connect()
        hub.changed.connect(self._restyle)
        self.destroyed.connect(document.subscribe(self._on_document_changed))

    def _connect(self) -> None:
        bar = self.hud.zoom_bar
        bar.smaller.connect(self.zoom_out)
        bar.larger.connect(self.zoom_in)
        bar.natural.connect(self.zoom_reset)
        bar.fitting.connect(self.fit)
        self.zoomed.connect(bar.show_zoom)
        self.moved.connect(self._on_moved)
        self.hud.minimap.wanted.connect(self.centre)
        self.mouse.add_wanted.connect(self.adding.open)
        self.mouse.problems_wanted.connect(self.open_problems)
        self.mouse.rename_wanted.connect(self.renaming.open)
        self.mouse.enter_wanted.connect(self.blocks.enter)
        self.mouse.pointed.connect(self.commands.quick.on_pointed)
        self.mouse.pointed.connect(self.weights.on_pointed)
        self.mouse.pointed.connect(self.unit.on_pointed)
        self.mouse.clicked.connect(self.unit.on_clicked)
        self.mouse.weight_pressed.connect(self.weights.open)
        self.mouse.feature_pressed.connect(self.edits.adding.toggle_feature)
        self.mouse.button_pressed.connect(self.commands.quick.press)
        self.adding.opened.connect(self.mouse.tips.stop)
        self.adding.added.connect(self._on_added)
        self.blocks.leaving.connect(self._on_leaving)
        self.canvas.entered.connect(self.glide.finish)
        self.canvas.selection.changed.connect(self._on_selection_changed)

    # --- what is shown -------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show shapes, counts and problems."""
        self.canvas.show_report(report)
        self._neighbours.on_report()
        if self._untouched:
            # Cards have their final height only now.
            self._untouched = False
            self.fit_soon()

    def consume(self, events: Sequence[Event]) -> None:
        """Show the live values among these events."""
        self.canvas.live.in_sight = self.seen()
        for event in events:
            self.canvas.live.show(event)

    def clear_live(self) -> None:
        """Show no live values."""
        self.canvas.live.clear()

    @property
    def selected(self) -> tuple[str, ...]:
        """Names of the selected nodes in the whole network."""
        full = self.canvas.scope.full
        return tuple(full(name) for name in self.canvas.selection.nodes)

    def open_problems(self, node_id: str) -> None:
        """Show what is wrong with a node, and the fixes."""
        problems = self.canvas.report.of_node(node_id)
        if problems:
            below = self.canvas.nodes[node_id].card().topRight() + QPointF(HALO, HALO + 4)
            place = self.viewportTransform().map(below).toPoint()
            wrong = self.canvas.report.is_wrong(node_id)
            self.problem_popup.open_for(problems, self.viewport().mapToGlobal(place), wrong=wrong)

    # --- answers -------------------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.by is not self.edits.editor:
            self.mouse.give_up()
        self.glide.finish()
        self.renaming.editor.discard()
        self.weights.editor.discard()
        self.canvas.on_document_changed(changed)
        self.blocks.refresh()
        if changed.opened:
            self._untouched = True
        self._neighbours.on_document_changed(changed)
        if changed.opened or is_another(changed.before.graph, changed.after.graph):
            self._neighbours.forget()
            self.fit_soon()
        elif len(changed.after.graph.nodes) < len(changed.before.graph.nodes):
            self.return_to_nodes()

    def _on_selection_changed(self) -> None:
        if not self.mouse.busy:
            # Nudges of another selection are another step; a drag selects its copies on the way.
            self.document.end_merge()
        self.selection_changed.emit(self.selected)

    def _on_added(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_leaving(self) -> None:
        self.mouse.give_up()
        self.renaming.editor.commit()

    def _on_moved(self) -> None:
        self.renaming.editor.commit()
        self.weights.editor.commit()
        self.hud.show_seen(self.seen())

    def _restyle(self, theme: Theme) -> None:
        self.canvas.restyle(theme)
        self.hud.restyle(theme)
        self.blocks.restyle(theme)
        self.viewport().update()

    # --- Qt's events ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a button went down."""
        self.renaming.editor.commit()
        self.weights.editor.commit()
        self.glide.finish()
        self._untouched = False
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: the mouse moved."""
        self.mouse.covered = self.hud.covered
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a button came up."""
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a double click."""
        self.mouse.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse left."""
        self.mouse.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: a wheel turned."""
        self._untouched = False
        self.turn_wheel(event)

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
        self._drops.drop(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: out of sight."""
        self.mouse.give_up()
        self.mouse.tips.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size."""
        super().resizeEvent(event)
        self.hud.arrange()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: a menu is wanted."""
        self.mouse.tips.stop()
        open_menu(self.commands, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a key went down."""
        event.setAccepted(self._keys.press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt: a key came up."""
        event.setAccepted(self._keys.release(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the focus left."""
        self._keys.release_all()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Qt: Tab moves from node to node; past the last one it leaves the canvas as usual."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._keys.tab(event):
            return True
        return super().event(event)
