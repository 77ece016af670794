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
    clicked = Signal(str, int, str)
    """The same for a unit whose map was clicked."""

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._scene = viewport.canvas
        self._known: tuple[str, int, str] | None = None

    def on_pointed(self, under: Hit) -> None:
        """Say which unit it is, once for each."""
        found = self._unit_of(under)
        if found == self._known:
            return
        self._known = found
        self.changed.emit(*(found or ("", 0, "")))

    def on_clicked(self, under: Hit) -> None:
        """Say which unit was clicked."""
        found = self._unit_of(under)
        if found is not None:
            self.clicked.emit(*found)

    def _unit_of(self, under: Hit) -> tuple[str, int, str] | None:
        """Return layer, number and words for the unit under the mouse."""
        if under.node is None or under.unit is None or not self._is_hidden(under.node):
            return None
        layer = self._scene.scope.whole.flat.exit_of(self._scene.scope.full(under.node))
        title = node_title(self._scene.nodes[under.node].node)
        return layer, under.unit, f"{title}, unit {under.unit + 1}"

    def _is_hidden(self, node: str) -> bool:
        """Return whether the plot does not show it anyway, as it does the output of the network."""
        shown = self._scene.nodes[node].node.kind == "output" and not self._scene.scope.path
        return not shown and self._viewport.zoom >= DETAIL
