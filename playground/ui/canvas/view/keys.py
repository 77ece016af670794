"""What the keys do while the canvas has the focus. The window's own shortcuts come first where they exist."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from playground.ui.canvas.geometry import GRID
from playground.ui.canvas.view.commands import CanvasCommands
from playground.ui.canvas.view.tab_order import neighbour

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
        standard = QKeySequence.StandardKey
        self._standard = {
            standard.Copy: commands.copy,
            standard.Cut: commands.cut,
            standard.Paste: commands.paste,
            standard.SelectAll: commands.select_all,
            standard.ZoomIn: self._viewport.zoom_in,
            standard.ZoomOut: self._viewport.zoom_out,
        }
        blocks = commands.blocks
        self._with_control = {Qt.Key.Key_D: commands.duplicate, Qt.Key.Key_G: commands.edits.blocks.group}
        self._plain: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: partial(self._mouse.hold_space, True),
            Qt.Key.Key_Delete: commands.delete_selection,
            Qt.Key.Key_Backspace: commands.delete_selection,
            Qt.Key.Key_F2: commands.rename,
            Qt.Key.Key_Return: commands.open_or_rename,
            Qt.Key.Key_Enter: commands.open_or_rename,
            Qt.Key.Key_C: commands.connect_selected,
            Qt.Key.Key_F: self._viewport.fit,
            Qt.Key.Key_Escape: commands.step_back,
            Qt.Key.Key_PageUp: partial(blocks.turn, -1),
            Qt.Key.Key_PageDown: partial(blocks.turn, 1),
        }

    def press(self, event: QKeyEvent) -> bool:
        """Answer a key that went down; return whether it has a meaning."""
        if any(event.matches(sequence) for sequence in self._standard):
            next(run for sequence, run in self._standard.items() if event.matches(sequence))()
            return True
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if key in ARROWS and not modifiers & (control | Qt.KeyboardModifier.AltModifier):
            return self._nudge(key, far=bool(modifiers & shift))
        if key == Qt.Key.Key_G and modifiers == control | shift:
            return self._commands.edits.blocks.ungroup()
        run = self._with_control.get(key) if modifiers == control else self._plain.get(key)
        if run is None or modifiers & (shift | Qt.KeyboardModifier.AltModifier):
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
