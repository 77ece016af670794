"""Drawing a wire from port to port, from either end; an existing wire is detached and moved."""

from PySide6.QtCore import QPointF, Qt

from playground.spec.graph import Edge
from playground.ui.canvas.gestures.gesture import Gesture
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.items.hits import aimed_port
from playground.ui.canvas.items.port_item import EXIT, Port


class Connect(Gesture):
    """A wire with one fixed end; the other follows the mouse and snaps to ports."""

    def __init__(
        self,
        stage: Stage,
        at: QPointF,
        modifiers: Qt.KeyboardModifier,
        fixed: Port,
        loose: Edge | None = None,
    ) -> None:
        """Begin a wire.

        Args:
            stage: Where it happens.
            at: Where the mouse was pressed.
            modifiers: Keys held.
            fixed: The port where the wire stays.
            loose: An existing wire whose other end is being moved.
        """
        super().__init__(stage, at, modifiers)
        self._fixed = fixed
        self._loose = loose
        self._aim: Port | None = None
        self._reason: str | None = None

    def begin(self) -> None:
        """Detach the loose end."""
        if self._loose is not None:
            self.stage.scene.edges[self._loose].mark("hidden", on=True)

    def drag(self) -> None:
        """Follow the mouse, snapping to ports."""
        scene = self.stage.scene
        aim = aimed_port(scene, self.at, self.stage.zoom(), exits=not self._fixed.leaves)
        if aim != self._aim:
            self._aim = aim
            self._reason = self._refusal(aim) if aim is not None else None
        free = scene.port_position(aim) if aim is not None else self.at
        fixed = scene.port_position(self._fixed)
        start, end = (fixed, free) if self._fixed.leaves else (free, fixed)
        refused = self._reason is not None
        scene.feedback.preview.stretch(start, end, refused=refused)
        scene.feedback.glow.show_at(aim, free if aim is not None else None, refused=refused)
        if self._reason is not None:
            scene.feedback.pill.say(self._reason, free, alarming=True, below=30.0)
        else:
            scene.feedback.pill.hide()

    def _ends(self, aim: Port) -> tuple[str, str, int]:
        source, target = (self._fixed, aim) if self._fixed.leaves else (aim, self._fixed)
        return source.node, target.node, target.slot

    def _refusal(self, aim: Port) -> str | None:
        source, target, slot = self._ends(aim)
        if self._loose == Edge(source=source, target=target, slot=slot):
            return None
        return self.stage.edits.wiring.refusal(source, target, slot, self._loose)

    def drop(self) -> None:
        """Connect, disconnect, or open the list of entries."""
        aim, reason = self._aim, self._reason
        self.cancel()
        if reason is not None:
            self.stage.say(reason)
        elif aim is not None:
            source, target, slot = self._ends(aim)
            self.stage.edits.wiring.connect(source, target, slot, self._loose)
        elif self._loose is not None:
            self.stage.edits.wiring.disconnect(self._loose)
        else:
            self.stage.quick_add(self.at, self._fixed)

    def click(self) -> None:
        """Select the wire or the node."""
        if self._loose is not None:
            self.stage.scene.selection.set(edges=[self._loose])
        else:
            self.stage.scene.selection.set([self._fixed.node])

    def cancel(self) -> None:
        """Attach the loose end again."""
        scene = self.stage.scene
        scene.feedback.preview.hide()
        scene.feedback.pill.hide()
        scene.feedback.glow.show_at(None)
        if self._loose is not None and self._loose in scene.edges:
            scene.edges[self._loose].mark("hidden", on=False)


def from_port(stage: Stage, at: QPointF, modifiers: Qt.KeyboardModifier, port: Port) -> Connect:
    """Return the gesture of a press on a port: moving the end of an input's wire, or else a new wire."""
    if not port.leaves:
        for edge in stage.edits.graph.inputs_of(port.node):
            if edge.slot == port.slot:
                return Connect(stage, at, modifiers, Port(edge.source, EXIT), edge)
    return Connect(stage, at, modifiers, port)
