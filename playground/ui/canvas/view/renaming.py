"""Editing a node's title on its card."""

from PySide6.QtCore import QRect

from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.edits.nodes import NodeEdits
from playground.ui.canvas.geometry import WIDTH
from playground.ui.canvas.overlays.title_editor import TitleEditor
from playground.ui.canvas.view.viewport import Viewport


class Renaming:
    """Places the editor over the title of the node selected last."""

    def __init__(self, viewport: Viewport, nodes: NodeEdits) -> None:
        self._viewport = viewport
        self._nodes = nodes
        self.editor = TitleEditor(viewport.viewport())
        self.editor.accepted.connect(self._on_renamed)

    def open(self) -> None:
        """Edit the title of the node selected last, if any."""
        scene = self._viewport.canvas
        chosen = scene.selection.nodes
        if not chosen:
            return
        item = scene.nodes[chosen[-1]]
        self._viewport.reveal(item.card())
        zoom = self._viewport.zoom
        corner = self._viewport.viewportTransform().map(item.pos())
        left, top = round(corner.x() + 42 * zoom), round(corner.y() + 3 * zoom)
        width = round(max((WIDTH - 48) * zoom, 100.0))
        self.editor.open_for(item.node.id, node_title(item.node), QRect(left, top, width, 26))

    def _on_renamed(self, node_id: str, title: str) -> None:
        if node_id in self._viewport.canvas.nodes:
            self._nodes.rename(node_id, title)
