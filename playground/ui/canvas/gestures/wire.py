"""A press on a wire: a click selects it, a drag detaches the nearer end."""

from PySide6.QtCore import QPointF, Qt

from playground.spec.graph import Edge
from playground.ui.canvas.gestures.connect import Connect
from playground.ui.canvas.gestures.gesture import ADDING
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.items.port_item import EXIT, Port


class Wire(Connect):
    """Like pulling on a cable: the nearer plug comes off."""

    def __init__(self, stage: Stage, at: QPointF, modifiers: Qt.KeyboardModifier, edge: Edge) -> None:
        item = stage.scene.edges[edge]
        near_start = (at - item.start).manhattanLength() < (at - item.end).manhattanLength()
        fixed = Port(edge.target, edge.slot) if near_start else Port(edge.source, EXIT)
        super().__init__(stage, at, modifiers, fixed, edge)
        self._edge = edge

    def click(self) -> None:
        """Select the wire."""
        selection = self.stage.scene.selection
        if self.modifiers & ADDING:
            selection.toggle(self._edge)
        else:
            selection.set(edges=[self._edge])
