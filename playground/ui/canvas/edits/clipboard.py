"""Copy, cut and paste of nodes as text on the system's clipboard."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from playground.app.clipboard import from_text, to_text
from playground.spec.graph import Graph
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.nodes import NodeEdits
from playground.ui.canvas.edits.surgery import Position, free_spot, shifted
from playground.ui.canvas.geometry import WIDTH

COPY_STEP = 32.0
"""Distance of a copy from the original."""


class NodeClipboard:
    """Remembers how often the same text was pasted, so that copies do not cover each other."""

    def __init__(self, editor: Editor, nodes: NodeEdits) -> None:
        self._editor = editor
        self._nodes = nodes
        self._pasted = 0
        """Copies pasted at the same place."""
        self._text = ""
        self._place: QPointF | None = None

    def copy(self) -> bool:
        """Put the selected nodes on the clipboard; return whether there were any."""
        chosen = self._editor.selection.nodes
        if not chosen:
            return False
        self._text = to_text(self._editor.graph.part(chosen))
        self._pasted = 0
        QGuiApplication.clipboard().setText(self._text)
        return True

    def cut(self) -> None:
        """Put the selected nodes on the clipboard and delete them."""
        if self.copy():
            self._nodes.delete_selected()

    def paste(self, seen: QRectF, at: QPointF | None) -> None:
        """Add the nodes on the clipboard, around a point where one is given.

        Else they go beside the originals, or in the middle of what is seen when those are out of sight.

        Raises:
            ClipboardProblem: When the clipboard holds something else.
        """
        text = QGuiApplication.clipboard().text()
        part = from_text(text)
        self._pasted = self._pasted + 1 if (text, at) == (self._text, self._place) else 0
        self._text, self._place = text, at
        self._nodes.copy_in(part, self._shift(part, seen, at), "Paste")

    def duplicate(self) -> bool:
        """Put a copy of the selected nodes beside them; return whether there were any."""
        chosen = self._editor.selection.nodes
        if not chosen:
            return False
        part = self._editor.graph.part(chosen)
        self._nodes.copy_in(part, self._shift_beside(part), "Duplicate")
        return True

    def _shift(self, part: Graph, seen: QRectF, at: QPointF | None) -> Position:
        box = self._box(part)
        if at is None and seen.intersects(box):
            return self._shift_beside(part)
        corner = (at or seen.center()) - QPointF(box.width(), box.height()) / 2
        away = COPY_STEP * self._pasted
        return shifted(part, (corner.x() + away, corner.y() + away))

    def _shift_beside(self, part: Graph) -> Position:
        """Return the shift to the nearest place where the part covers no card."""
        box = self._box(part)
        cards = [item.card() for item in self._editor.scene.nodes.values()]
        taken = [(card.x(), card.y(), card.width(), card.height()) for card in cards]
        return shifted(part, free_spot((box.x(), box.y()), (box.width(), box.height()), taken))

    def _box(self, part: Graph) -> QRectF:
        """Return the rectangle around the nodes of a part; heights of nodes that are not shown are estimated."""
        items, box = self._editor.scene.nodes, QRectF()
        for node in part.nodes:
            height = items[node.id].height if node.id in items else 100.0
            box = box.united(QRectF(node.x, node.y, WIDTH, height))
        return box
