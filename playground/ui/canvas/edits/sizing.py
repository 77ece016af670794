"""Making layers wider and narrower, one step at a time."""

from collections.abc import Sequence
from math import lcm

from playground.catalog.kinds import LAYERS, UnknownEntry
from playground.spec.graph import Graph, Node
from playground.ui.canvas.card.captions import count_words
from playground.ui.canvas.edits.editor import Editor

WIDTHS = {"units": ("unit", "units"), "channels": ("channel", "channels")}
"""Parameters that say how wide a layer is, with the words for one and for several."""
STEPS = ((16, 1), (64, 4), (256, 16))
"""Up to each width: the step to the next one; 64 beyond."""
WIDE_STEP = 64


def width_of(node: Node) -> tuple[str, int] | None:
    """Return the parameter that holds a layer's width, and its value; None for layers without a width of their own."""
    if node.kind not in LAYERS:
        return None
    try:
        entry = LAYERS.create(node.kind, node.params)
    except UnknownEntry:
        return None
    return next(((name, value) for name, value in dict(entry).items() if name in WIDTHS), None)


def stepped(width: int, direction: int, multiple: int = 1) -> int:
    """Return the next wider (1) or narrower (-1) width; a step down undoes a step up.

    Args:
        width: The present one.
        direction: 1 or -1.
        multiple: Every width but the present one is a multiple of this.
    """
    edge = width if direction > 0 else width - 1
    step = lcm(next((step for limit, step in STEPS if edge < limit), WIDE_STEP), multiple)
    return (width // step + 1) * step if direction > 0 else max(multiple, (-(-width // step) - 1) * step)


class Sizing:
    """Edits of widths."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def sizable(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those nodes whose width is free: not the last layer, which has as many units as the loss needs."""
        nodes = self._editor.graph.by_id()
        return tuple(i for i in ids if width_of(nodes[i]) is not None and not self.is_head(i))

    def is_head(self, node_id: str) -> bool:
        """Return whether a layer feeds the network's output with just as many numbers as the loss needs."""
        if self._editor.scene.scope.path:
            return False
        graph = self._editor.graph
        nodes = graph.by_id()
        feeds_output = any(nodes[edge.target].kind == "output" for edge in graph.outputs_of(node_id))
        width = width_of(nodes[node_id])
        return feeds_output and width is not None and width[1] == self._editor.report.outputs

    def resize(self, ids: Sequence[str], direction: int) -> bool:
        """Make layers one step wider (1) or narrower (-1), where their width is free; return whether any changed."""
        chosen = self.sizable(ids)
        if not chosen:
            return False
        nodes = self._editor.graph.by_id()
        name, width = width_of(nodes[chosen[0]]) or ("units", 0)
        new = self._resized(nodes[chosen[0]], direction)
        words = count_words(self._editor.graph, chosen)
        amount = f"{new.params[name]}" if len(chosen) == 1 else ("more" if direction > 0 else "fewer")
        label = f"{words}: {amount} {WIDTHS[name][amount != '1']}"
        if new.params[name] == width:
            return False

        def change(graph: Graph) -> Graph:
            return graph.replace(*(self._resized(graph.node(i), direction) for i in chosen))

        return self._editor.edit(label, change)

    @staticmethod
    def _resized(node: Node, direction: int) -> Node:
        found = width_of(node)
        assert found is not None
        name, width = found
        groups = node.params.get("groups", 1)
        bound = next(m.le for m in LAYERS.entry(node.kind).model_fields[name].metadata if hasattr(m, "le"))
        value = min(bound, stepped(width, direction, groups if isinstance(groups, int) else 1))
        return node.with_(params={**node.params, name: value})
