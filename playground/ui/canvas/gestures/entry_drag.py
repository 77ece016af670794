"""Dragging an entry from the palette onto the canvas, a wire or a layer."""

from PySide6.QtCore import QPointF

from playground.spec.graph import Edge
from playground.ui.canvas.card.card_builder import card_state, insertable
from playground.ui.canvas.card.card_state import HEADER, CardState
from playground.ui.canvas.edits.entries import REGISTRIES, new_node
from playground.ui.canvas.geometry import WIDTH, snap
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.items.hits import edge_at, hit

GHOST_BELOW = 18.0
"""Distance of the ghost from the mouse over a wire."""
WHOLE = frozenset({"datasets", "networks"})
"""Entries that concern the whole project, wherever they are dropped."""


class EntryDrag:
    """From the moment an entry is dragged over the canvas until it is dropped or leaves."""

    def __init__(self, stage: Stage, registry: str, key: str) -> None:
        self._stage = stage
        self._registry = registry
        self._key = key
        self._node: str | None = None
        self._block: str | None = None
        self._wire: Edge | None = None
        self._insertable = False
        self._ghost = self._ghost_card()

    def _ghost_card(self) -> CardState | None:
        project = self._stage.scene.scope.project
        node = new_node(project.graph, self._registry, self._key, (0.0, 0.0))
        if node is None:
            return None
        self._insertable = insertable(node)
        return card_state(project, self._stage.scene.report, node, (), feeds=False, before=None)

    @property
    def is_known(self) -> bool:
        """Whether it is an entry of the catalog."""
        return self._registry in REGISTRIES and self._key in REGISTRIES[self._registry]

    def hover(self, at: QPointF) -> bool:
        """Show what a drop at a point would do; return whether it would do anything."""
        scene, zoom = self._stage.scene, self._stage.zoom()
        under = hit(scene, at, zoom)
        below = under.node if under.node is not None else under.port.node if under.port is not None else None
        fitting = self._stage.edits.attaching.fitting(self._registry, [below] if below is not None else [])
        self._node = fitting[0] if fitting else None
        self._wire = self._block = None
        if self._node is None and self._insertable:
            self._block = under.node if under.node and scene.nodes[under.node].node.block else None
            self._wire = edge_at(scene, at, zoom) if self._block is None else None
        target = self._node or self._block or self._wire
        scene.marks.aim([target] if target is not None else [])
        if self._ghost is None or self._node is not None or self._block is not None:
            scene.feedback.ghost.hide()
        else:
            # Below the wire that would take it, so that the wire is seen.
            below_wire = QPointF(at.x() - WIDTH / 2, at.y() + GHOST_BELOW)
            scene.feedback.ghost.show_state(
                self._ghost, self._place(at) if self._wire is None else below_wire
            )
        return self._ghost is not None or self._node is not None or self._registry in WHOLE

    def _corner(self, at: QPointF) -> QPointF:
        return QPointF(snap(at.x() - WIDTH / 2), snap(at.y() - HEADER / 2))

    def _place(self, at: QPointF) -> QPointF:
        """Return the corner nearest to the mouse where the new card covers no other."""
        corner = self._corner(at)
        return QPointF(*self._stage.edits.adding.free_place((corner.x(), corner.y())))

    def drop(self, at: QPointF) -> bool:
        """Add the entry at a point; return whether anything changed."""
        self.hover(at)
        node, wire, block = self._node, self._wire, self._block
        self.leave()
        edits, corner = self._stage.edits, self._corner(at) if wire else self._place(at)
        if node is not None:
            return edits.attaching.attach(self._registry, self._key, [node])
        if self._registry in WHOLE:
            return edits.adding.use(self._registry, self._key)
        if block is not None:
            return edits.adding.add_into(self._registry, self._key, block)
        return edits.adding.add(self._registry, self._key, (corner.x(), corner.y()), wire=wire)

    def leave(self) -> None:
        """Remove everything that was shown."""
        self._stage.scene.marks.aim()
        self._stage.scene.feedback.ghost.hide()
