"""Remarks about networks that train, but hardly do what was meant."""

from collections.abc import Iterator

from playground.build import fixes
from playground.build.nodes import title_of
from playground.build.report import Fix, Problem
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

USUAL = Choice(kind="relu")
TRANSPARENT = frozenset({"identity", "dropout"})
"""Layers between which two linear ones are still one."""


def hints(project: Project) -> Iterator[Problem]:
    """Yield what is worth a remark: dense layers without an activation in between, and classes weighted twice."""
    yield from _single_layers(project.graph)
    training = project.training
    if training.class_weights == "balanced" and training.sampling == "balanced":
        shuffled = Fix("Shuffle", lambda now: now.with_(training=now.training.with_(sampling="shuffled")))
        yield Problem(
            "Balanced class weights and balanced sampling each make up for rare classes; together they do it twice.",
            place="training",
            fixes=(shuffled,),
        )


def _single_layers(graph: Graph) -> Iterator[Problem]:
    """Two dense layers without an activation in between are no more than one."""
    nodes = graph.by_id()
    usual = next((node.activation for node in graph.nodes if node.activation is not None), None) or USUAL
    for node in graph.nodes:
        before = _before(graph, nodes, node) if node.kind == "linear" else None
        if before is not None and before.kind == "linear" and before.activation is None:
            yield Problem(
                f"{title_of(before)} has no activation: with the next linear layer it computes no more than one.",
                node=before.id,
                fixes=(fixes.set_activation("Add an activation", before.id, usual),),
            )


def _before(graph: Graph, nodes: dict[str, Node], node: Node) -> Node | None:
    """Return the layer whose values a layer gets, through layers that leave them linear."""
    here = node
    for _ in range(len(nodes)):
        wires = graph.inputs_of(here.id)
        if len(wires) != 1:
            return None
        here = nodes[wires[0].source]
        if here.kind not in TRANSPARENT or here.activation is not None:
            return here
    return None
