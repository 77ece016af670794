"""What the keys do while the canvas has the focus. The window's own shortcuts come first where they exist."""

from functools import partial

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from playground.ui.canvas.geometry import GRID
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.canvas.view.rows import canvas_rows
from playground.ui.canvas.view.tab_order import neighbour
from playground.ui.commands.command import Run

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
FAR = 10
"""Steps of the grid that an arrow key with Shift makes."""


class Keys:
    """Space alone opens quick-add when it is released, unless it was used to pan."""

    def __init__(self, commands: CanvasCommands) -> None:
        self._commands = commands
        self._viewport = commands.viewport
        self._mouse = commands.mouse
        self._runs: dict[QKeyCombination, Run] = {}
        instead: dict[str, Run] = {
            "network.add": partial(self._mouse.hold_space, True),
            "network.enter": commands.open_or_rename,
            "network.leave": commands.step_back,
        }
        for row in canvas_rows(commands).values():
            run = instead.get(row.id, row.in_network)
            assert run is not None, "commands on the canvas act in the Network workspace"
            for keys in (*row.canvas_keys, *row.keys):
                self._runs[QKeySequence(keys)[0]] = run  # type: ignore[index]  # missing in the stubs

    def press(self, event: QKeyEvent) -> bool:
        """Answer a key that went down; return whether it has a meaning."""
        key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        far = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in ARROWS and not modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return self._nudge(key, far=far)
        run = self._runs.get(QKeyCombination(modifiers, key))
        if run is None:
            return False
        if not (key == Qt.Key.Key_Space and event.isAutoRepeat()):
            run()
        return True

    def tab(self, event: QKeyEvent) -> bool:
        """Select the next node on Tab, the previous on Shift+Tab; return whether there was one."""
        if event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        scene = self._viewport.canvas
        chosen = scene.selection.nodes
        forward = event.key() == Qt.Key.Key_Tab
        following = neighbour(scene.scope.graph, chosen[-1] if chosen else None, forward=forward)
        if following is not None:
            self._commands.focus_node(scene.scope.full(following))
        return following is not None

    def release(self, event: QKeyEvent) -> bool:
        """Answer a key that came up; return whether it has a meaning."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._mouse.space_held:
            return False
        self._mouse.hold_space(False)
        if not self._mouse.space_used:
            self._commands.quick_add()
        return True

    def release_all(self) -> None:
        """Forget held keys: the focus left, so their release will not be seen."""
        self._mouse.hold_space(False)

    def _nudge(self, key: Qt.Key, *, far: bool) -> bool:
        scene = self._viewport.canvas
        if not scene.selection.nodes:
            return False
        step = GRID * (FAR if far else 1)
        dx, dy = ARROWS[key]
        places = {
            i: (scene.nodes[i].node.x + dx * step, scene.nodes[i].node.y + dy * step)
            for i in scene.selection.nodes
        }
        self._commands.edits.nodes.move(places, merge=f"nudge {' '.join(sorted(places))}")
        self._viewport.reveal(scene.extent(places))
        return True
