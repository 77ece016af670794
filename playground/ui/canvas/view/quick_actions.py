"""Shows the buttons of the card or wire under the mouse, and does what they say."""

from PySide6.QtCore import QObject

from playground.spec.graph import Edge
from playground.ui.canvas.edits.edits import Edits
from playground.ui.canvas.geometry import DETAIL
from playground.ui.canvas.items.hits import Hit
from playground.ui.canvas.items.quick_buttons import Action, Button
from playground.ui.canvas.view.viewport import Viewport


class QuickActions(QObject):
    """Buttons appear at the card under the mouse, else at the one that is selected, and on the wire under the mouse."""

    def __init__(self, viewport: Viewport, edits: Edits) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._scene = viewport.canvas
        self._edits = edits
        self._under = Hit()
        viewport.zoomed.connect(self.refresh)
        self._scene.mirrored.connect(self.refresh)
        self._scene.moved.connect(self.hide)

    def on_pointed(self, under: Hit) -> None:
        """Show the buttons of what the mouse is over."""
        self._under = under
        self.refresh()

    def refresh(self) -> None:
        """Show the buttons where cards and wires are now."""
        self._show_at_card()
        self._show_on_wire()

    def hide(self) -> None:
        """Show nothing: cards are moving."""
        self._scene.feedback.card_buttons.leave()
        self._scene.feedback.wire_button.leave()

    def press(self, button: Button) -> None:
        """Do what a button says, as one undo step."""
        if button.edge is not None:
            self.insert_layer(button.edge)
        elif button.node is not None and button.action is Action.REMOVE:
            self._edits.nodes.delete([button.node], [])
        elif button.node is not None:
            self._edits.sizing.resize([button.node], 1 if button.action is Action.WIDER else -1)

    def resize_selected(self, direction: int) -> bool:
        """Make the selected layers wider (1) or narrower (-1); return whether any changed."""
        return self._edits.sizing.resize(self._scene.selection.nodes, direction)

    def can_resize(self) -> bool:
        """Whether a selected layer has a width that is free."""
        return bool(self._edits.sizing.sizable(self._scene.selection.nodes))

    def insert_layer(self, wire: Edge | None = None) -> bool:
        """Insert a hidden layer into a wire, by default behind the selection; return whether that was possible."""
        if wire is None:
            chosen = self._scene.selection
            wires = chosen.edges
            wire = wires[-1] if wires else self._edits.hidden.wire_for(next(reversed(chosen.nodes), None))
        if wire is None:
            return False
        with self._viewport.keeping_all_in_sight():
            return self._edits.hidden.insert(wire)

    def _show_at_card(self) -> None:
        shown = self._scene.feedback.card_buttons
        node, chosen = self._under.node, self._scene.selection.nodes
        if node is None and len(chosen) == 1:
            node = chosen[0]
        item = self._scene.nodes.get(node) if node is not None else None
        if item is None or self._viewport.zoom < DETAIL or item.node.kind in {"input", "output"}:
            shown.leave()
            return
        actions = [Action.REMOVE]
        if self._edits.sizing.sizable([item.node.id]):
            actions = [Action.NARROWER, Action.WIDER, Action.REMOVE]
        shown.show_at_card(tuple(Button(action, item.node.id) for action in actions), item.pos())
        shown.hover(self._under.button)

    def _show_on_wire(self) -> None:
        shown, edge = self._scene.feedback.wire_button, self._under.edge
        if edge is None or edge not in self._scene.edges or self._viewport.zoom < DETAIL:
            shown.leave()
            return
        shown.show_on_wire(Button(Action.INSERT, edge=edge), self._scene.edges[edge].middle)
        shown.hover(self._under.button)
