"""The canvas as the main window sees it: shows a document's network and lets people edit it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal, Slot
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
    QNativeGestureEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.clipboard import ClipboardProblem
from playground.app.document import Changed, Document
from playground.build.report import Fix, Report
from playground.engine.events import Event, NodeActivity, UnitMaps, WireWeights
from playground.ui.canvas.captions import node_title, tooltip
from playground.ui.canvas.clipping import Clipping
from playground.ui.canvas.commands import Commands
from playground.ui.canvas.geometry import HALO, PORT_Y, WIDTH, snap
from playground.ui.canvas.gestures.drop import Drops
from playground.ui.canvas.glide import Glide
from playground.ui.canvas.hits import edge_at
from playground.ui.canvas.hud import Floats
from playground.ui.canvas.keys import Keys
from playground.ui.canvas.menus import open_menu
from playground.ui.canvas.mouse import Mouse
from playground.ui.canvas.popups import ProblemPopup, TitleEditor
from playground.ui.canvas.port_item import Port
from playground.ui.canvas.quick_add import QuickAdd
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.stage import Stage
from playground.ui.canvas.tips import Tips
from playground.ui.canvas.viewport import Viewport
from playground.ui.theme import Theme, ThemeHub


class CanvasView(Viewport):
    """The drawing board. Edits go through the document; everything shown follows from it."""

    selection_changed = Signal(tuple)
    """Ids of the selected nodes."""
    message = Signal(str)
    """A sentence for the status bar."""

    wanted: frozenset[type[Event]] = frozenset({UnitMaps, NodeActivity, WireWeights})
    """Events that it shows."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(CanvasScene(document, hub), hub, parent)
        self.canvas.setParent(self)
        self.document = document
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network canvas")
        self.setAccessibleDescription("Nodes and wires of the network. Tab walks the nodes, Space adds one.")
        self.commands = Commands(self.canvas, self.message.emit)
        self._clipping = Clipping(self.canvas, self.commands)
        self._glide = Glide(self.canvas, self)
        stage = Stage(
            self.canvas, self.commands, lambda: self.zoom, self.message.emit, self.open_quick_add, self.pan
        )
        self._tips = Tips(self.viewport(), self._tip)
        self.mouse = Mouse(self, stage, self._tips, self.open_problems)
        self._keys = Keys(self)
        self._drops = Drops(stage, self)
        self._untouched = True
        self._place: tuple[QPointF, Port | None] = (QPointF(), None)
        self.quick_add_list = QuickAdd(hub, self)
        self.quick_add_list.chosen.connect(self._add_chosen)
        self.problem_popup = ProblemPopup(hub, self, self.apply_fix)
        self.title_editor = TitleEditor(self.viewport())
        self.title_editor.renamed.connect(self._rename)
        self.floats = Floats(self, hub)
        bar = self.floats.zoom_bar
        bar.smaller.connect(self.zoom_out)
        bar.larger.connect(self.zoom_in)
        bar.natural.connect(self.zoom_reset)
        bar.fitting.connect(self.fit)
        self.moved.connect(self._seen_changed)
        hub.changed.connect(self._restyle)
        self.canvas.selection.changed.connect(self._tell_selection)
        self.canvas.mirrored.connect(self.floats.arrange)
        self.floats.arrange()
        self.destroyed.connect(document.subscribe(self._follow))

    # --- what the main window tells ------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show shapes, counts and problems."""
        self.canvas.show_report(report)
        if self._untouched:
            # Cards have their final height only now.
            self._untouched = False
            self.wants_fit()

    def consume(self, events: Sequence[Event]) -> None:
        """Show the live values among these events."""
        for event in events:
            if isinstance(event, UnitMaps):
                self.canvas.show_maps(event, self.seen())
            elif isinstance(event, NodeActivity):
                self.canvas.show_activity(event)
            elif isinstance(event, WireWeights):
                self.canvas.show_weights(event)

    def clear_live(self) -> None:
        """Show no live values."""
        self.canvas.clear_live()

    def add_entry(self, registry: str, key: str) -> None:
        """Add a catalog entry where it makes sense: onto or after the selection, else near the middle."""
        centre = self.seen().center()
        if self.commands.add_sensibly(registry, key, (centre.x(), centre.y())):
            self._reveal_selection()

    def set_minimap(self, on: bool) -> None:  # noqa: FBT001 - a slot of a checkable action
        """Show or hide the overview in the corner."""
        self.floats.minimap_wanted = on
        self.floats.arrange()

    @Slot(str)
    def focus_node(self, node_id: str) -> None:
        """Select a node and bring it into sight."""
        if node_id in self.canvas.nodes:
            self.canvas.selection.set([node_id])
            self._reveal_selection()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- commands ------------------------------------------------------------------------------------

    @Slot()
    def delete_selection(self) -> None:
        """Delete the selected nodes, rewired, and wires."""
        selection = self.canvas.selection
        if selection.nodes or selection.edges:
            self.commands.delete(selection.nodes, selection.edges)

    @Slot()
    def duplicate(self) -> None:
        """Put a copy of the selected nodes a little below them."""
        if self._clipping.duplicate():
            self._reveal_selection()

    @Slot()
    def copy(self) -> None:
        """Put the selected nodes on the clipboard as text."""
        self._clipping.copy()

    @Slot()
    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self._clipping.cut()

    @Slot()
    def paste(self) -> None:
        """Add the nodes on the clipboard."""
        try:
            self._clipping.paste(self.seen())
        except ClipboardProblem as problem:
            self.message.emit(str(problem))
            return
        self._reveal_selection()

    @Slot()
    def select_all(self) -> None:
        """Select all nodes."""
        self.canvas.selection.set(self.canvas.nodes)

    @Slot()
    def auto_layout(self) -> None:
        """Arrange the selected nodes, or all, from left to right."""
        with self._glide:
            self.commands.tidy()
            if len(self.canvas.selection.nodes) < 2:
                self.fit()

    @Slot(str)
    def align(self, how: str) -> None:
        """Align the selected nodes: left, centre, right, top, middle, bottom, or distribute them."""
        with self._glide:
            self.commands.line_up(how)

    @Slot()
    def connect_selected(self) -> None:
        """Connect the selected nodes in the order in which they were chosen."""
        self.commands.connect_selected()

    @Slot()
    def zoom_in(self) -> None:
        """Look closer."""
        self.zoom_at(1.25)

    @Slot()
    def zoom_out(self) -> None:
        """Look from farther away."""
        self.zoom_at(0.8)

    @Slot()
    def zoom_reset(self) -> None:
        """Natural size."""
        self.zoom_at(1.0 / self.zoom)

    @Slot()
    def quick_add(self) -> None:
        """Open the list of entries at the mouse, or in the middle when the mouse is elsewhere."""
        middle = QPointF(self.viewport().rect().center())
        self.open_quick_add(self.to_scene(self.mouse.last or middle))

    def open_quick_add(self, at: QPointF, port: Port | None = None) -> None:
        """Open the list of entries; what is chosen goes to a point, into a wire there, or to a port's wire."""
        self._tips.stop()
        self._place = (at, port)
        corner = self.viewport().mapToGlobal(self.viewportTransform().map(at).toPoint())
        self.quick_add_list.open_at(corner)

    @Slot()
    def rename(self) -> None:
        """Edit the title of the node selected last."""
        chosen = self.canvas.selection.nodes
        if not chosen:
            return
        item = self.canvas.nodes[chosen[-1]]
        self.reveal(item.card())
        corner = self.viewportTransform().map(item.pos())
        left, top = round(corner.x() + 42 * self.zoom), round(corner.y() + 3 * self.zoom)
        width = round(max((WIDTH - 48) * self.zoom, 100.0))
        self.title_editor.open_for(item.node.id, node_title(item.node), QRect(left, top, width, 26))

    def open_problems(self, node_id: str) -> None:
        """Say what is wrong with a node, and offer remedies."""
        problems = self.canvas.report.of_node(node_id)
        if problems:
            below = self.canvas.nodes[node_id].card().topRight() + QPointF(HALO, HALO + 4)
            place = self.viewportTransform().map(below).toPoint()
            self.problem_popup.open_for(problems, self.viewport().mapToGlobal(place))

    def apply_fix(self, fix: Fix) -> None:
        """Make the edit that mends a problem."""
        self.document.edit(fix.label, fix.apply, by=self)

    @Slot()
    def step_back(self) -> None:
        """Give up the gesture under way, else select nothing."""
        if self.mouse.busy:
            self.mouse.give_up()
        else:
            self.canvas.selection.set()

    # --- following -----------------------------------------------------------------------------------

    def _follow(self, changed: Changed) -> None:
        if changed.by is not self.commands:
            self.mouse.give_up()
        self._glide.finish()
        self.title_editor.drop()
        self.canvas.follow(changed)
        if changed.opened:
            self._untouched = True
            self.wants_fit()

    def _add_chosen(self, registry: str, key: str) -> None:
        at, port = self._place
        top = snap(at.y() - PORT_Y)
        if port is not None and port.node in self.canvas.nodes:
            left = at.x() if port.leaves else at.x() - WIDTH
            self.commands.add_connected(registry, key, (snap(left), top), port)
        else:
            wire = edge_at(self.canvas, at, self.zoom)
            self.commands.add(registry, key, (snap(at.x() - WIDTH / 2), top), wire=wire)
        self._reveal_selection()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self, node_id: str, title: str) -> None:
        if node_id in self.canvas.nodes:
            self.commands.rename(node_id, title)

    def _tell_selection(self) -> None:
        if not self.mouse.busy:
            # Nudges of another selection are another step; a drag selects its copies on the way.
            self.document.end_merge()
        self.selection_changed.emit(self.canvas.selection.nodes)

    def _reveal_selection(self) -> None:
        chosen = self.canvas.selection.nodes
        if chosen:
            self.reveal(self.canvas.extent(chosen))

    def _restyle(self, theme: Theme) -> None:
        self.canvas.restyle(theme)
        self.floats.restyle(theme)
        self.viewport().update()

    def _seen_changed(self) -> None:
        self.title_editor.take()
        self.floats.minimap.show_seen(self.seen())

    def _tip(self, at: QPoint) -> str:
        under = self.mouse.under(QPointF(at))
        report = self.canvas.report
        if under.node is None or self.canvas.lens.isVisible():
            return ""
        if under.badge:
            return "<br>".join(problem.message for problem in report.of_node(under.node))
        return tooltip(report, self.canvas.nodes[under.node].node)

    # --- Qt's events -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size."""
        super().resizeEvent(event)
        self.floats.arrange()

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
        if self.mouse.panned:
            self._keys.space_was_used()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a button came up."""
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: two clicks rename on a title, and add on canvas or wire."""
        under = self.mouse.under(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and under.title and under.node is not None:
            self.canvas.selection.set([under.node])
            self.rename()
        elif left and under.node is None and under.port is None:
            self.open_quick_add(self.to_scene(event.position()))
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

    def event(self, event: QEvent) -> bool:
        """Qt: Tab walks the nodes; past the last one it leaves the canvas as usual."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._keys.tab(event):
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt: gestures of a touch pad."""
        if isinstance(event, QNativeGestureEvent) and self.pinch(event):
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: a menu is wanted."""
        self._tips.stop()
        open_menu(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a key went down."""
        event.setAccepted(self._keys.press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt: a key came up."""
        event.setAccepted(self._keys.release(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the focus left."""
        self._keys.let_go()
        super().focusOutEvent(event)

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
