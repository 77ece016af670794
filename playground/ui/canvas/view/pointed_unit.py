"""Says which unit the mouse is over, for views that show it large."""

from PySide6.QtCore import QObject, Signal

from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.geometry import DETAIL
from playground.ui.canvas.items.hits import Hit
from playground.ui.canvas.view.viewport import Viewport


class PointedUnit(QObject):
    """Follows the mouse over the little maps of units."""

    changed = Signal(str, int, str)
    """The layer by its name in the whole network, the number of its unit, and both in words; an empty name for none."""

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._scene = viewport.canvas
        self._known: tuple[str, int] | None = None

    def on_pointed(self, under: Hit) -> None:
        """Say which unit it is, once for each."""
        found = None
        if under.node is not None and under.unit is not None and self._is_hidden(under.node):
            layer = self._scene.scope.whole.flat.exit_of(self._scene.scope.full(under.node))
            found = layer, under.unit
        if found == self._known:
            return
        self._known = found
        if found is None or under.node is None:
            self.changed.emit("", 0, "")
        else:
            title = node_title(self._scene.nodes[under.node].node)
            self.changed.emit(*found, f"{title}, unit {found[1] + 1}")

    def _is_hidden(self, node: str) -> bool:
        """Return whether the plot does not show it anyway, as it does the output of the network."""
        shown = self._scene.nodes[node].node.kind == "output" and not self._scene.scope.path
        return not shown and self._viewport.zoom >= DETAIL
