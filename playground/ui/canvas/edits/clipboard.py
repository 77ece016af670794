"""Copy, cut and paste of nodes as text on the system's clipboard."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from playground.app.clipboard import from_text, to_text
from playground.spec.graph import Graph
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.nodes import NodeEdits
from playground.ui.canvas.edits.surgery import Position, shifted
from playground.ui.canvas.geometry import WIDTH

COPY_STEP = 32.0
"""Distance of a copy from the original."""


class NodeClipboard:
    """Remembers how often the same text was pasted, so that copies do not cover each other."""

    def __init__(self, editor: Editor, nodes: NodeEdits) -> None:
        self._editor = editor
        self._nodes = nodes
        self._pasted = 0
        self._text = ""

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
            self._pasted = -1

    def paste(self, seen: QRectF) -> None:
        """Add the nodes on the clipboard: beside the originals, or in the middle when those are out of sight.

        Raises:
            ClipboardProblem: When the clipboard holds something else.
        """
        text = QGuiApplication.clipboard().text()
        part = from_text(text)
        self._pasted = self._pasted + 1 if text == self._text else 1
        self._text = text
        self._nodes.copy_in(part, self._shift(part, seen), "Paste")

    def duplicate(self) -> bool:
        """Put a copy of the selected nodes a little below them; return whether there were any."""
        chosen = self._editor.selection.nodes
        if not chosen:
            return False
        self._nodes.copy_in(self._editor.graph.part(chosen), (COPY_STEP, COPY_STEP), "Duplicate")
        return True

    def _shift(self, part: Graph, seen: QRectF) -> Position:
        away = COPY_STEP * self._pasted
        box = QRectF()
        for node in part.nodes:
            box = box.united(QRectF(node.x, node.y, WIDTH, 100.0))
        if seen.intersects(box.translated(away, away)):
            return away, away
        corner = seen.center() - QPointF(box.width(), box.height()) / 2
        return shifted(part, (corner.x() + away, corner.y() + away))
