"""What the keys do while the canvas has the focus. The window's own shortcuts come first where they exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from playground.ui.canvas.items.geometry import GRID
from playground.ui.canvas.view.walk import neighbour

if TYPE_CHECKING:
    from playground.ui.canvas.view.view import CanvasView

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
FAR = 10
"""Steps of the grid that an arrow key with Shift makes."""


class Keys:
    """Space alone opens quick-add when it comes up again without the mouse having moved the picture."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        standard = QKeySequence.StandardKey
        self._standard = {
            standard.Copy: view.copy,
            standard.Cut: view.cut,
            standard.Paste: view.paste,
            standard.SelectAll: view.select_all,
            standard.ZoomIn: view.zoom_in,
            standard.ZoomOut: view.zoom_out,
        }
        self._held = {Qt.Key.Key_D: view.duplicate, Qt.Key.Key_G: view.blocks.group}
        self._plain: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: self._hold_space,
            Qt.Key.Key_Delete: view.delete_selection,
            Qt.Key.Key_Backspace: view.delete_selection,
            Qt.Key.Key_F2: view.rename,
            Qt.Key.Key_Return: view.open_or_rename,
            Qt.Key.Key_Enter: view.open_or_rename,
            Qt.Key.Key_C: view.connect_selected,
            Qt.Key.Key_F: view.fit,
            Qt.Key.Key_Escape: view.step_back,
            Qt.Key.Key_PageUp: partial(view.blocks.turn, -1),
            Qt.Key.Key_PageDown: partial(view.blocks.turn, 1),
        }

    def press(self, event: QKeyEvent) -> bool:
        """A key went down; whether it meant something."""
        if any(event.matches(sequence) for sequence in self._standard):
            next(run for sequence, run in self._standard.items() if event.matches(sequence))()
            return True
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
        if key in ARROWS and not modifiers & (control | Qt.KeyboardModifier.AltModifier):
            return self._nudge(key, far=bool(modifiers & shift))
        if key == Qt.Key.Key_G and modifiers == control | shift:
            return self._view.blocks.ungroup()
        run = self._held.get(key) if modifiers == control else self._plain.get(key)
        if run is None or modifiers & (shift | Qt.KeyboardModifier.AltModifier):
            return False
        if not (key == Qt.Key.Key_Space and event.isAutoRepeat()):
            run()
        return True

    def tab(self, event: QKeyEvent) -> bool:
        """Tab and Shift+Tab select the next and the previous node; whether there was one."""
        if event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        chosen = self._view.canvas.selection.nodes
        forward = event.key() == Qt.Key.Key_Tab
        following = neighbour(self._view.commands.graph, chosen[-1] if chosen else None, forward=forward)
        if following is not None:
            self._view.focus_node(self._view.canvas.scope.full(following))
        return following is not None

    def _hold_space(self) -> None:
        self._view.mouse.hold_space(True)

    def release(self, event: QKeyEvent) -> bool:
        """A key came up; whether it meant something."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._view.mouse.space_held:
            return False
        self._view.mouse.hold_space(False)
        if not self._view.mouse.space_used:
            self._view.quick_add()
        return True

    def let_go(self) -> None:
        """The focus left: no key is down any more as far as the canvas knows."""
        self._view.mouse.hold_space(False)

    def _nudge(self, key: Qt.Key, *, far: bool) -> bool:
        scene = self._view.canvas
        if not scene.selection.nodes:
            return False
        step = GRID * (FAR if far else 1)
        dx, dy = ARROWS[key]
        places = {
            i: (scene.nodes[i].node.x + dx * step, scene.nodes[i].node.y + dy * step)
            for i in scene.selection.nodes
        }
        self._view.commands.move(places, merge=f"nudge {' '.join(sorted(places))}")
        self._view.reveal(scene.extent(places))
        return True
