"""The canvas as the main window sees it: shows a document's network and lets people edit it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.clipboard import ClipboardProblem
from playground.app.document import Changed, Document
from playground.build.report import Fix, Report
from playground.engine.events.pictures import NodeActivity, UnitMaps, WireWeights
from playground.engine.events.run import Event
from playground.spec.block import way_to
from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.edits.blocks import Blocks
from playground.ui.canvas.edits.clipboard import Clipping
from playground.ui.canvas.items.geometry import HALO, PORT_Y, WIDTH, snap
from playground.ui.canvas.items.graph_diff import is_another
from playground.ui.canvas.items.port_item import Port
from playground.ui.canvas.overlays.hud import Floats
from playground.ui.canvas.overlays.popups import ProblemPopup
from playground.ui.canvas.overlays.quick_add import QuickAdd
from playground.ui.canvas.view.board import Board
from playground.ui.canvas.view.hits import edge_at
from playground.ui.canvas.view.keys import Keys
from playground.ui.canvas.view.menus import open_menu
from playground.ui.style.theme import Theme, ThemeHub


class CanvasView(Board):
    """The drawing board. Edits go through the document; everything shown follows from it."""

    selection_changed = Signal(tuple)
    """Names of the selected nodes in the whole network."""

    wanted: frozenset[type[Event]] = frozenset({UnitMaps, NodeActivity, WireWeights})
    """Events that it shows."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(document, hub, parent)
        self.setAccessibleName("Network canvas")
        self.setAccessibleDescription("Nodes and wires of the network. Tab walks the nodes, Space adds one.")
        self._clipping = Clipping(self.canvas, self.commands)
        self._place: tuple[QPointF, Port | None] = (QPointF(), None)
        self.quick_add_list = QuickAdd(hub, self)
        self.problem_popup = ProblemPopup(hub, self, self.apply_fix)
        self.floats = Floats(self, hub)
        self.blocks = Blocks(self, hub)
        self._keys = Keys(self)
        bar = self.floats.zoom_bar
        self.quick_add_list.chosen.connect(self._add_chosen)
        self.title_editor.renamed.connect(self._rename)
        self.add_wanted.connect(self.open_quick_add)
        self.problems_wanted.connect(self.open_problems)
        self.rename_wanted.connect(self.rename)
        self.enter_wanted.connect(self.blocks.enter)
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
        self.canvas.seen = self.seen()
        for event in events:
            self.canvas.show_live(event)

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
        """Select a node, by its name in the whole network, and bring it into sight."""
        try:
            path, name = way_to(self.document.project.graph, node_id)
        except KeyError:
            return
        self.blocks.show_part(path)
        self.canvas.selection.set([name])
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
    def open_or_rename(self) -> None:
        """Go into the selected block; a layer's title is edited."""
        if not self.blocks.enter():
            self.rename()

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
        """Give up the gesture under way, else select nothing, else leave the block."""
        if self.mouse.busy:
            self.mouse.give_up()
        elif self.canvas.selection.nodes or self.canvas.selection.edges:
            self.canvas.selection.set()
        else:
            self.blocks.leave()

    # --- following -----------------------------------------------------------------------------------

    def _follow(self, changed: Changed) -> None:
        if changed.by is not self.commands:
            self.mouse.give_up()
        self._glide.finish()
        self.title_editor.drop()
        self.canvas.follow(changed)
        self.blocks.refresh()
        if changed.opened:
            self._untouched = True
        if changed.opened or is_another(changed.before.graph, changed.after.graph):
            self.wants_fit()

    def _add_chosen(self, registry: str, key: str) -> None:
        at, port = self._place
        top = snap(at.y() - PORT_Y)
        if port is not None and port.node in self.canvas.nodes:
            left = at.x() if port.leaves else at.x() - WIDTH
            self.commands.add_connected(registry, key, (snap(left), top), port)
        else:
            wire = edge_at(self.canvas, at, self.zoom)
            place = (snap(at.x() - WIDTH / 2), top)
            self.commands.add(registry, key, place if wire else self.commands.free_place(place), wire=wire)
        self._reveal_selection()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rename(self, node_id: str, title: str) -> None:
        if node_id in self.canvas.nodes:
            self.commands.rename(node_id, title)

    def _tell_selection(self) -> None:
        if not self.mouse.busy:
            # Nudges of another selection are another step; a drag selects its copies on the way.
            self.document.end_merge()
        full = self.canvas.scope.full
        self.selection_changed.emit(tuple(full(name) for name in self.canvas.selection.nodes))

    def _reveal_selection(self) -> None:
        chosen = self.canvas.selection.nodes
        if chosen:
            self.reveal(self.canvas.extent(chosen))

    def _restyle(self, theme: Theme) -> None:
        self.canvas.restyle(theme)
        self.floats.restyle(theme)
        self.blocks.restyle(theme)
        self.viewport().update()

    def _seen_changed(self) -> None:
        self.title_editor.take()
        self.floats.minimap.show_seen(self.seen())

    # --- Qt's events -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another size."""
        super().resizeEvent(event)
        self.floats.arrange()

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

    def event(self, event: QEvent) -> bool:
        """Qt: Tab walks the nodes; past the last one it leaves the canvas as usual."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._keys.tab(event):
            return True
        return super().event(event)
