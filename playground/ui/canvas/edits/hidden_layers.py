"""Inserting hidden layers like those that are there."""

from collections.abc import Callable, Iterator

from playground.catalog.kinds import Shape
from playground.spec.base import Choice
from playground.spec.graph import Edge, Graph, Node
from playground.ui.canvas.card.captions import node_title
from playground.ui.canvas.edits.editor import Editor
from playground.ui.canvas.edits.sizing import Sizing, width_of
from playground.ui.canvas.edits.surgery import insert_with_room
from playground.ui.canvas.geometry import GAP, WIDTH

USUAL_UNITS = 8
USUAL_ACTIVATION = Choice(kind="relu")


class HiddenLayers:
    """Inserts layers into wires, as wide as the layer before and with its activation."""

    def __init__(self, editor: Editor, sizing: Sizing) -> None:
        self._editor = editor
        self._sizing = sizing

    def insert(self, wire: Edge) -> bool:
        """Insert a dense layer into a wire, a convolution where images pass; return whether that was possible.

        On the wire into the output it goes before the last layer, which keeps its place as the last one.
        """
        wire = self._before_head(wire)
        graph = self._editor.graph
        shape = self._editor.report.shapes.get(wire.source)
        if shape is not None and len(shape) > 3:
            return False
        node = self._layer(graph, wire, shape)
        label = f"Insert {node_title(node)}"
        done = self._editor.edit(label, lambda graph: insert_with_room(graph, node, wire))
        self._editor.selection.set([node.id])
        return done

    def wire_for(self, node_id: str | None) -> Edge | None:
        """Return the wire behind a node, else the one into the output; None where it is not clear which."""
        graph = self._editor.graph
        if node_id is not None and graph.outputs_of(node_id):
            return graph.outputs_of(node_id)[0]
        ends = {node.id for node in graph.nodes if node.kind == "output"}
        wires = [edge for edge in graph.edges if edge.target in ends]
        return wires[0] if len(wires) == 1 else None

    def _before_head(self, wire: Edge) -> Edge:
        if self._editor.graph.node(wire.target).kind == "output" and self._sizing.is_head(wire.source):
            return next(iter(self._editor.graph.inputs_of(wire.source)), wire)
        return wire

    def _layer(self, graph: Graph, wire: Edge, shape: Shape | None) -> Node:
        """Return the new layer, placed behind the wire's source."""
        around = [*_along(graph, wire.source, _sources), *_along(graph, wire.target, _targets)]
        activation = next((node.activation for node in around if node.activation is not None), None)
        kind, like = ("conv2d", "channels") if shape is not None and len(shape) == 3 else ("linear", "units")
        model = next((n for n in around if n.kind == kind and not self._sizing.is_head(n.id)), None)
        found = width_of(model) if model is not None else None
        width = shape[0] if kind == "conv2d" and shape is not None else USUAL_UNITS
        source = graph.node(wire.source)
        return Node(
            id=graph.fresh_id(kind),
            kind=kind,
            params={like: found[1] if found is not None else max(width, USUAL_UNITS)},
            activation=activation or USUAL_ACTIVATION,
            initializer=model.initializer if model is not None else None,
            x=source.x + WIDTH + GAP,
            y=source.y,
        )


def _sources(graph: Graph, node_id: str) -> list[str]:
    return [edge.source for edge in graph.inputs_of(node_id)]


def _targets(graph: Graph, node_id: str) -> list[str]:
    return [edge.target for edge in graph.outputs_of(node_id)]


def _along(graph: Graph, start: str, following: Callable[[Graph, str], list[str]]) -> Iterator[Node]:
    """Yield the nodes from one on in a direction, the nearest first."""
    nodes, seen, queue = graph.by_id(), {start}, [start]
    while queue:
        here = queue.pop(0)
        yield nodes[here]
        new = [each for each in following(graph, here) if each not in seen]
        seen.update(new)
        queue += new
