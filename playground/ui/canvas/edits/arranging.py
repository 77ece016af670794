"""Arranging nodes: auto-layout, aligning and distributing."""

from collections.abc import Mapping

from playground.app.layout import arrange
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.surgery import lined_up, pushed_down
from playground.ui.canvas.geometry import WIDTH

ALIGNMENTS = {
    "left": "Align left", "centre": "Align centres", "right": "Align right", "top": "Align tops",
    "middle": "Align middles", "bottom": "Align bottoms",
    "distribute_across": "Distribute across", "distribute_down": "Distribute down",
}  # fmt: skip
"""What ``Arranging.align`` can do, with its title."""


class Arranging:
    """Edits of positions."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def align(self, how: str) -> bool:
        """Align or distribute the selected nodes, see ``ALIGNMENTS``."""
        ids = self._editor.selection.nodes
        needed = 3 if how.startswith("distribute") else 2
        if len(ids) < needed:
            self._editor.say(f"Select at least {'three' if needed == 3 else 'two'} nodes first.")
            return False
        return self._editor.edit(ALIGNMENTS[how], lambda graph: lined_up(graph, self._sizes(), ids, how))

    def tidy(self, room: tuple[float, float] | None = None) -> bool:
        """Lay out the selected nodes, or all, from left to right.

        Args:
            room: Width and height of the view, in which a long chain gets several rows; None for a single one.
        """
        selected = self._editor.selection.nodes
        graph = self._editor.graph
        part = graph.part(selected) if len(selected) > 1 else graph
        positions = arrange(part, self._sizes(), room=room)
        return self._editor.edit("Auto-layout", lambda graph: graph.move(positions))

    def push_below(self, grown: Mapping[str, float]) -> bool:
        """Move cards out of the way of cards that have grown, as a part of the edit that made them grow.

        Args:
            grown: Their former heights.
        """
        items = self._editor.scene.nodes
        boxes = {i: (item.x(), item.y(), WIDTH, item.height) for i, item in items.items()}
        positions = pushed_down(boxes, grown)
        return self._editor.amend(lambda graph: graph.move(positions))

    def _sizes(self) -> dict[str, tuple[float, float]]:
        """Return the width and height of all cards."""
        return {i: (WIDTH, item.height) for i, item in self._editor.scene.nodes.items()}
