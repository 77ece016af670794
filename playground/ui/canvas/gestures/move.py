"""Moving nodes, also onto a wire; with Alt or Ctrl, copies of them. A press also selects."""

from itertools import count

from PySide6.QtCore import QPointF, QRectF, Qt

from playground.spec.graph import Edge
from playground.spec.project import Project
from playground.ui.canvas.card.card_builder import insertable
from playground.ui.canvas.gestures.gesture import ADDING, Gesture
from playground.ui.canvas.gestures.guides import Snapping
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.items.hits import edge_under_card

COPYING = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
_numbers = count(1)


class Move(Gesture):
    """One undo step from press to release."""

    def __init__(self, stage: Stage, at: QPointF, modifiers: Qt.KeyboardModifier, node: str) -> None:
        super().__init__(stage, at, modifiers)
        self._node = node
        self._was_selected = node in stage.scene.selection.nodes
        self._merge = f"drag-{next(_numbers)}"
        self._homes: dict[str, QPointF] = {}
        self._snapping: Snapping | None = None
        self._wire: Edge | None = None
        self._copied: Project | None = None
        """The document with the copies that are being dragged."""
        if not self._was_selected and modifiers & ADDING:
            stage.scene.selection.toggle(node)
        elif not self._was_selected:
            stage.scene.selection.set([node])

    def begin(self) -> None:
        """Lift the selected nodes, or copies of them."""
        scene, edits = self.stage.scene, self.stage.edits
        moving = scene.selection.nodes
        if self.modifiers & COPYING:
            part = edits.graph.part(moving)
            moving = edits.nodes.copy_in(part, (0.0, 0.0), "Duplicate", merge=self._merge)
            self._node = moving[[node.id for node in part.nodes].index(self._node)]
            self._copied = scene.document.project
        self._homes = {i: scene.nodes[i].pos() for i in moving}
        seen = scene.extent(moving).adjusted(-1600, -1000, 1600, 1000)
        self._snapping = Snapping(scene, set(moving), seen)
        for i in moving:
            scene.nodes[i].setZValue(3.5)

    def drag(self) -> None:
        """Follow the mouse, snapping."""
        assert self._snapping is not None
        scene = self.stage.scene
        home, away = self._homes[self._node], self.at - self.start
        size = scene.nodes[self._node].card().size()
        corner, lines = self._snapping.snapped(QRectF(home + away, size), self.stage.zoom())
        step = corner - home
        scene.place({i: place + step for i, place in self._homes.items()})
        self._wire = self._wire_below()
        scene.marks.aim([self._wire] if self._wire is not None else [])
        scene.feedback.guides.show_lines([] if self._wire is not None else lines)

    def _wire_below(self) -> Edge | None:
        """Return the wire into which a single unconnected node would be inserted."""
        graph = self.stage.edits.graph
        if len(self._homes) != 1 or not insertable(graph.node(self._node)):
            return None
        if graph.inputs_of(self._node) or graph.outputs_of(self._node):
            return None
        return edge_under_card(self.stage.scene, self.stage.scene.nodes[self._node].card())

    def drop(self) -> None:
        """Make the edit."""
        scene, edits = self.stage.scene, self.stage.edits.nodes
        positions = {i: (scene.nodes[i].x(), scene.nodes[i].y()) for i in self._homes}
        wire = self._wire
        self._clean_up()
        if wire is not None:
            edits.drop_on_wire(self._node, positions[self._node], wire, merge=self._merge)
        else:
            edits.move(positions, merge=self._merge)
        scene.document.end_merge()

    def click(self) -> None:
        """Select."""
        selection = self.stage.scene.selection
        if not self.modifiers & ADDING:
            selection.set([self._node])
        elif self._was_selected:
            selection.toggle(self._node)

    def cancel(self) -> None:
        """Put everything back."""
        self._clean_up()
        self.stage.scene.settle()
        if self.stage.scene.document.project is self._copied:
            self.stage.scene.document.undo()

    def _clean_up(self) -> None:
        scene = self.stage.scene
        scene.marks.aim()
        scene.feedback.guides.show_lines([])
        for i in self._homes:
            if i in scene.nodes:
                scene.nodes[i].setZValue(3.0)
