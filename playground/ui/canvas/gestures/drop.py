"""Dragging a catalog entry from the palette onto the canvas, a wire or a layer."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from playground.spec.graph import Edge
from playground.ui.canvas.card.card_builder import insertable, look_of
from playground.ui.canvas.card.card_state import HEADER, Look
from playground.ui.canvas.edits.entries import REGISTRIES, new_node
from playground.ui.canvas.items.geometry import WIDTH, snap
from playground.ui.canvas.view.hits import edge_at, hit
from playground.ui.canvas.view.stage import Stage
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.widgets.mime import unpack

WHOLE = frozenset({"datasets", "networks"})
"""Entries that concern the whole project, wherever they fall."""


class Drop:
    """From the entry's coming over the canvas to its leaving or falling."""

    def __init__(self, stage: Stage, registry: str, key: str) -> None:
        self._stage = stage
        self._registry = registry
        self._key = key
        self._node: str | None = None
        self._block: str | None = None
        self._wire: Edge | None = None
        self._insertable = False
        self._look = self._ghost_look()

    def _ghost_look(self) -> Look | None:
        project = self._stage.scene.scope.project
        node = new_node(project.graph, self._registry, self._key, (0.0, 0.0))
        if node is None:
            return None
        self._insertable = insertable(node)
        return look_of(project, self._stage.scene.report, node, (), feeds=False, before=None)

    @property
    def is_known(self) -> bool:
        """Whether it is an entry of the catalog."""
        return self._registry in REGISTRIES and self._key in REGISTRIES[self._registry]

    def hover(self, at: QPointF) -> bool:
        """Show what would happen at a point; whether anything would."""
        scene, zoom = self._stage.scene, self._stage.zoom()
        under = hit(scene, at, zoom)
        below = under.node if under.node is not None else under.port.node if under.port is not None else None
        fitting = self._stage.commands.fitting(self._registry, [below] if below is not None else [])
        self._node = fitting[0] if fitting else None
        self._wire = self._block = None
        if self._node is None and self._insertable:
            self._block = under.node if under.node and scene.nodes[under.node].node.block else None
            self._wire = edge_at(scene, at, zoom) if self._block is None else None
        target = self._node or self._block or self._wire
        scene.aim([target] if target is not None else [])
        if self._look is None or self._node is not None or self._block is not None:
            scene.ghost.hide()
        else:
            scene.ghost.show_look(self._look, self._corner(at))
        return self._look is not None or self._node is not None or self._registry in WHOLE

    def _corner(self, at: QPointF) -> QPointF:
        return QPointF(snap(at.x() - WIDTH / 2), snap(at.y() - HEADER / 2))

    def fall(self, at: QPointF) -> bool:
        """Let go; whether it became something."""
        self.hover(at)
        node, wire, block = self._node, self._wire, self._block
        self.leave()
        commands, corner = self._stage.commands, self._corner(at)
        if node is not None:
            return commands.snap_on(self._registry, self._key, [node])
        if self._registry in WHOLE:
            return commands.use(self._registry, self._key)
        if block is not None:
            return commands.add_into(self._registry, self._key, block)
        return commands.add(self._registry, self._key, (corner.x(), corner.y()), wire=wire)

    def leave(self) -> None:
        """Show nothing any more."""
        self._stage.scene.aim()
        self._stage.scene.ghost.hide()


class Drops:
    """Qt's drag events over the canvas; each entry that comes in is one ``Drop``."""

    def __init__(self, stage: Stage, view: Viewport) -> None:
        self._stage = stage
        self._view = view
        self._drop: Drop | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is dragged in."""
        entry = unpack(event.mimeData())
        drop = Drop(self._stage, *entry) if entry is not None else None
        self._drop = drop if drop is not None and drop.is_known else None
        event.setAccepted(self._drop is not None)

    def move(self, event: QDragMoveEvent) -> None:
        """It is dragged over the canvas."""
        at = self._view.to_scene(event.position())
        event.setAccepted(self._drop is not None and self._drop.hover(at))

    def leave(self) -> None:
        """It is dragged out."""
        drop, self._drop = self._drop, None
        if drop is not None:
            drop.leave()

    def fall(self, event: QDropEvent) -> None:
        """It is let go."""
        drop, self._drop = self._drop, None
        taken = drop is not None and drop.fall(self._view.to_scene(event.position()))
        event.setAccepted(taken)
        if taken:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
