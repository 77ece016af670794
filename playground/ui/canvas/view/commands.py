"""What the canvas does for keys, context menus and the window's menus."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication

from playground.app.clipboard import ClipboardProblem
from playground.build.report import Fix
from playground.spec.block import locate
from playground.ui.canvas.edits.clipboard import NodeClipboard
from playground.ui.canvas.edits.edits import Edits
from playground.ui.canvas.view.block_navigation import BlockNavigation
from playground.ui.canvas.view.glide import Glide
from playground.ui.canvas.view.mouse import Mouse
from playground.ui.canvas.view.quick_actions import QuickActions
from playground.ui.canvas.view.quick_adding import QuickAdding
from playground.ui.canvas.view.renaming import Renaming
from playground.ui.canvas.view.viewport import Viewport


class CanvasCommands:
    """Commands on the selection and the view.

    Attributes:
        viewport: The view onto the scene.
        edits: The edits of the document.
        blocks: Goes into blocks and out again.
        mouse: The gesture under way.
        adding: Opens the list of entries.
        renaming: Opens the title editor.
        quick: Makes layers wider and narrower, and inserts hidden ones.
        glide: Animates arrangements.
        take_text: Gets text that is pasted first; returns whether it was something else than nodes.
    """

    def __init__(
        self,
        viewport: Viewport,
        edits: Edits,
        *,
        blocks: BlockNavigation,
        mouse: Mouse,
        adding: QuickAdding,
        renaming: Renaming,
        glide: Glide,
        say: Callable[[str], None],
    ) -> None:
        self.viewport = viewport
        self.edits = edits
        self.blocks = blocks
        self.mouse = mouse
        self.adding = adding
        self.renaming = renaming
        self.quick = QuickActions(viewport, edits)
        self._glide = glide
        self._say = say
        self.take_text: Callable[[str], bool] = lambda _text: False
        self._clipboard = NodeClipboard(edits.editor, edits.nodes)
        self._selection = viewport.canvas.selection

    def add_entry(self, registry: str, key: str) -> None:
        """Add a catalog entry by the rule of ``Adding.add_by_context``, where one looks: in the middle of the view."""
        centre = self.viewport.seen().center()
        with self.viewport.keeping_all_in_sight():
            self.edits.adding.add_by_context(registry, key, (centre.x(), centre.y()))

    def focus_node(self, node_id: str) -> None:
        """Select a node, by its name in the whole network, and bring it into sight."""
        try:
            path, name = locate(self.edits.editor.document.project.graph, node_id)
        except KeyError:
            return
        self.blocks.show_part(path)
        self._selection.set([name])
        self.viewport.reveal_selection()
        self.viewport.setFocus(Qt.FocusReason.OtherFocusReason)

    def delete_selection(self) -> None:
        """Delete the selected wires and nodes; the neighbours of the nodes are rewired."""
        self.edits.nodes.delete_selected()

    def duplicate(self) -> None:
        """Put a copy of the selected nodes beside them."""
        if self._clipboard.duplicate():
            self.viewport.reveal_selection()

    def copy(self) -> None:
        """Put the selected nodes on the clipboard as text."""
        self._clipboard.copy()

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        self._clipboard.cut()

    def paste(self, at: QPointF | None = None) -> None:
        """Add the nodes on the clipboard at a point of the scene, by default at the mouse."""
        if self.take_text(QGuiApplication.clipboard().text()):
            return
        if at is None and self.mouse.last is not None:
            at = self.viewport.to_scene(self.mouse.last)
        try:
            self._clipboard.paste(self.viewport.seen(), at)
        except ClipboardProblem as problem:
            self._say(str(problem))
            return
        self.viewport.reveal_selection()

    def select_all(self) -> None:
        """Select all nodes."""
        self._selection.set(self.viewport.canvas.nodes)

    def auto_layout(self) -> None:
        """Arrange the selected nodes, or all, from left to right."""
        with self._glide:
            self.edits.arranging.tidy(self.viewport.room())
            if len(self._selection.nodes) < 2:
                self.viewport.fit()

    def align(self, how: str) -> None:
        """Align or distribute the selected nodes, see ``ALIGNMENTS``."""
        with self._glide:
            self.edits.arranging.align(how)

    def connect_selected(self) -> None:
        """Connect the selected nodes in the order in which they were selected."""
        self.edits.wiring.connect_selected()

    def apply_fix(self, fix: Fix) -> None:
        """Make the edit that fixes a problem."""
        self.edits.editor.document.edit(fix.label, fix.apply, by=self)

    def quick_add(self) -> None:
        """Open the list of entries at the mouse, or in the middle when the mouse is elsewhere.

        The choice goes after the selection, see ``Adding.add_by_context``.
        """
        middle = QPointF(self.viewport.viewport().rect().center())
        self.adding.open_by_context(self.viewport.to_scene(self.mouse.last or middle))

    def rename(self) -> None:
        """Edit the title of the node selected last."""
        self.renaming.open()

    def open_or_rename(self) -> None:
        """Go into the selected block, or edit the title of the selected layer."""
        if not self.blocks.enter():
            self.renaming.open()

    def step_back(self) -> None:
        """Cancel the gesture under way, else release what is pinned, else clear the selection, else leave the block."""
        if self.mouse.busy:
            self.mouse.give_up()
        elif self.mouse.release_pinned():
            return
        elif self._selection.nodes or self._selection.edges:
            self._selection.set()
        else:
            self.blocks.leave()
