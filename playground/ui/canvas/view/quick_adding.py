"""Opening the list of entries at a place on the canvas, and adding what was chosen there."""

from PySide6.QtCore import QObject, QPointF, Signal

from playground.ui.canvas.edits.adding import Adding
from playground.ui.canvas.geometry import PORT_Y, WIDTH, snap
from playground.ui.canvas.items.hits import edge_at
from playground.ui.canvas.items.port_item import Port
from playground.ui.canvas.overlays.quick_add import QuickAdd
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.style.theme import ThemeHub


class QuickAdding(QObject):
    """The place where the next entry goes, between opening the list and choosing from it."""

    opened = Signal()
    added = Signal()

    def __init__(self, viewport: Viewport, adding: Adding, hub: ThemeHub) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._adding = adding
        self._place: tuple[QPointF, Port | None] = (QPointF(), None)
        self._by_context = False
        self.popup = QuickAdd(hub, viewport)
        self.popup.chosen.connect(self._on_chosen)

    def open(self, at: QPointF, port: Port | None = None) -> None:
        """Open the list; the choice goes to a point of the scene, into a wire there, or onto a port's wire."""
        self._open(at, port, by_context=False)

    def open_by_context(self, at: QPointF) -> None:
        """Open the list at a point of the scene; the choice follows the selection, see ``Adding.add_by_context``."""
        self._open(at, None, by_context=True)

    def _open(self, at: QPointF, port: Port | None, *, by_context: bool) -> None:
        self.opened.emit()
        self._place, self._by_context = (at, port), by_context
        corner = self._viewport.viewportTransform().map(at).toPoint()
        self.popup.open_at(self._viewport.viewport().mapToGlobal(corner))

    def _on_chosen(self, registry: str, key: str) -> None:
        with self._viewport.keeping_all_in_sight():
            self._add(registry, key)
        self.added.emit()

    def _add(self, registry: str, key: str) -> None:
        at, port = self._place
        scene = self._viewport.canvas
        top = snap(at.y() - PORT_Y)
        if self._by_context:
            wire = edge_at(scene, at, self._viewport.zoom)
            self._adding.add_by_context(registry, key, (at.x(), at.y()), wire=wire)
        elif port is not None and port.node in scene.nodes:
            left = at.x() if port.leaves else at.x() - WIDTH
            self._adding.add_connected(registry, key, (snap(left), top), port)
        else:
            wire = edge_at(scene, at, self._viewport.zoom)
            place = (snap(at.x() - WIDTH / 2), top)
            self._adding.add(registry, key, place if wire else self._adding.free_place(place), wire=wire)
