"""All edits that the canvas offers."""

from collections.abc import Callable

from playground.spec.graph import Graph
from playground.ui.canvas.edits.adding import Adding
from playground.ui.canvas.edits.arranging import Arranging
from playground.ui.canvas.edits.attaching import Attaching
from playground.ui.canvas.edits.blocks import BlockEdits
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.freezing import Freezing
from playground.ui.canvas.edits.hidden_layers import HiddenLayers
from playground.ui.canvas.edits.nodes import NodeEdits
from playground.ui.canvas.edits.sizing import Sizing
from playground.ui.canvas.edits.transfer import Transfer
from playground.ui.canvas.edits.wiring import Wiring
from playground.ui.canvas.items.scene import CanvasScene


class Edits:
    """The edits by subject; all go through one editor.

    Attributes:
        editor: Makes the edits; the author of each.
        nodes: Delete, move, copy and rename nodes.
        wiring: Connect and disconnect.
        attaching: Activations and initializers of nodes.
        adding: Add entries of the catalog.
        arranging: Align and lay out.
        blocks: Group, ungroup and repeat.
        sizing: Make layers wider and narrower.
        hidden: Insert hidden layers.
        freezing: Freeze and thaw nodes.
        transfer: A new head, and recipes of what is trained.
    """

    def __init__(self, scene: CanvasScene, say: Callable[[str], None]) -> None:
        self.editor = Editor(scene, say)
        self.nodes = NodeEdits(self.editor)
        self.wiring = Wiring(self.editor)
        self.attaching = Attaching(self.editor)
        self.adding = Adding(self.editor, self.attaching)
        self.arranging = Arranging(self.editor)
        self.blocks = BlockEdits(self.editor)
        self.sizing = Sizing(self.editor)
        self.hidden = HiddenLayers(self.editor, self.sizing)
        self.freezing = Freezing(self.editor)
        self.transfer = Transfer(self.editor)

    @property
    def graph(self) -> Graph:
        """The graph that is shown, as it is now."""
        return self.editor.graph
