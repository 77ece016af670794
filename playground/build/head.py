"""Whether the end of the network fits the loss and the data."""

from collections.abc import Iterator, Mapping

from playground.build import fixes
from playground.build.choices import Choices
from playground.build.report import Fix, Problem
from playground.catalog.kinds import Shape
from playground.spec.base import Choice
from playground.spec.graph import Graph, Node
from playground.spec.project import Project

_SQUASHING = {"sigmoid": "a sigmoid"}
"""Activations that a loss on logits applies by itself."""


def head_problems(project: Project, shapes: Mapping[str, Shape], choices: Choices) -> Iterator[Problem]:
    """Problems of the last layer, for a network that has no others."""
    assert choices.loss is not None
    assert choices.info is not None
    output = next(node for node in project.graph.nodes if node.kind == "output")
    want, (have, *_) = choices.outputs, shapes[output.id]
    last = _feeding(project.graph, output)
    if have != want:
        what = f"{choices.info.targets} {'classes' if choices.info.task == 'classification' else 'targets'}"
        yield Problem(
            f"The output has {have} {'number' if have == 1 else 'numbers'}, but {choices.loss.title} "
            f"on {what} needs {want}.",
            node=output.id if last is None or last.kind != "linear" else last.id,
            fixes=tuple(_resize(output, last, want or 1)),
        )
    elif last is not None and last.activation is not None and _squashes_twice(last.activation, choices):
        name = _SQUASHING[last.activation.kind]
        yield Problem(
            f"{choices.loss.title} applies {name} by itself; with another one in front of it learning is slow.",
            node=last.id,
            fixes=(fixes.drop_activation("Take the activation off", last.id),),
        )


def _squashes_twice(activation: Choice, choices: Choices) -> bool:
    assert choices.loss is not None
    return activation.kind in _SQUASHING and choices.loss.key in {"bce", "cross_entropy"}


def _feeding(graph: Graph, output: Node) -> Node | None:
    edges = graph.inputs_of(output.id)
    return graph.node(edges[0].source) if edges else None


def _resize(output: Node, last: Node | None, want: int) -> Iterator[Fix]:
    word = "output" if want == 1 else "outputs"
    if last is not None and last.kind == "linear" and last.activation is None:
        yield fixes.set_params(f"Give it {want} {word}", last.id, {"units": want})
    yield fixes.insert_before(f"Insert Linear with {want} {word}", output.id, "linear", {"units": want})
