"""Whether the end of the network fits the loss and the data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playground.build import fixes
from playground.build.analysis.choices import Choices
from playground.build.expand import expand
from playground.build.report import Fix, Problem
from playground.build.transfer import new_head
from playground.catalog.kinds import ACTIVATIONS, LAYERS, LOSSES, DataInfo, Loss, Shape, usual_loss
from playground.spec.base import Choice
from playground.spec.block import locate
from playground.spec.graph import Graph, Node
from playground.spec.project import Project


@dataclass(frozen=True)
class _Head:
    """The end of a network.

    Attributes:
        output: Its output.
        drawn: The node that feeds it, a layer or a block.
        last: The layer that feeds it: ``drawn``, or the last one inside, by its full name.
    """

    output: Node
    drawn: Node
    last: Node

    @classmethod
    def of(cls, graph: Graph) -> "_Head":
        output = next(node for node in graph.nodes if node.kind == "output")
        drawn = graph.node(graph.inputs_of(output.id)[0].source)
        if drawn.block is None:
            return cls(output, drawn, drawn)
        flat = expand(graph)
        return cls(output, drawn, flat.graph.node(flat.exit_of(drawn.id)))

    @property
    def activation(self) -> str | None:
        """Key of the activation at the end."""
        return self.last.activation.kind if self.last.activation else None


def head_problems(project: Project, shapes: Mapping[str, Shape], choices: Choices) -> Iterator[Problem]:
    """Problems of the last layer, for a network that has no others."""
    assert choices.loss is not None
    assert choices.info is not None
    assert choices.outputs is not None
    head = _Head.of(project.graph)
    (have, *_) = shapes[head.output.id]
    if have != choices.outputs:
        yield _misfit(project, head, have, choices.outputs, choices.loss, choices.info)
    elif choices.loss.expects and head.activation != choices.loss.expects:
        yield _bare(head, choices.loss, choices.info)
    elif choices.loss.applies and head.activation and ACTIVATIONS.entry(head.activation).probabilities:
        yield _twice(project.graph, head, choices.loss, choices.info)


def _misfit(project: Project, head: _Head, have: int, want: int, loss: Loss, info: DataInfo) -> Problem:
    what = f"{info.targets} {'classes' if info.task == 'classification' else 'targets'}"
    return Problem(
        f"The output has {have} {'number' if have == 1 else 'numbers'}, but {loss.title} "
        f"on {what} needs {want}.",
        node=head.drawn.id if head.drawn.kind == "linear" else head.output.id,
        fixes=(*_new_head(project, want), *_resize(head, want, loss), *_fitting(head, have, info)),
    )


def _new_head(project: Project, want: int) -> Iterator[Fix]:
    """Replace the last layer of a network that begins with weights of a file."""
    if not project.start.drawn and new_head(project, want) != project:
        label = f"New head with {want} outputs; the rest keeps its weights"
        yield Fix(label, lambda project: new_head(project, want))


def _resize(head: _Head, want: int, loss: Loss) -> Iterator[Fix]:
    word = "output" if want == 1 else "outputs"
    if head.drawn.kind == "linear" and head.activation in {None, loss.expects}:
        yield fixes.set_params(f"Give it {want} {word}", head.drawn.id, {"units": want})
    yield fixes.insert_before(f"Insert Linear with {want} {word}", head.output.id, "linear", {"units": want})


def _fitting(head: _Head, have: int, info: DataInfo) -> Iterator[Fix]:
    """Use a loss for which the output is right as it is."""
    if info.task != "classification":
        return
    ends = {head.activation or ""}
    for loss in (each() for each in LOSSES if {each.expects} == ends):
        if loss.refusal(info.task) is None and loss.outputs(info.targets) == have:
            yield _use(loss.key)
            return


def _bare(head: _Head, loss: Loss, info: DataInfo) -> Problem:
    """The loss expects an activation at the end that is missing."""
    title, choice = ACTIVATIONS.entry(loss.expects).title, Choice(kind=loss.expects)
    free = (
        head.drawn.block is None
        and head.activation is None
        and LAYERS.entry(head.drawn.kind).takes_activation
    )
    add = (
        fixes.set_activation(f"Put {title} on it", head.drawn.id, choice)
        if free
        else fixes.insert_before(f"Insert {title}", head.output.id, "activation", {}, activation=choice)
    )
    return Problem(
        f"{loss.title} needs probabilities, but the network does not end with {title}.",
        node=head.drawn.id,
        fixes=(add, _use(usual_loss(info.task).key)),
    )


def _twice(graph: Graph, head: _Head, loss: Loss, info: DataInfo) -> Problem:
    """The loss applies an activation itself, and the network ends with one too."""
    assert head.activation is not None
    path, name = locate(graph, head.last.id)
    take_off = fixes.drop_activation("Remove the activation", name)
    for block in reversed(path):
        take_off = fixes.inside(block, take_off)
    others = [
        each.key for each in LOSSES if each.expects == head.activation and each().refusal(info.task) is None
    ]
    return Problem(
        f"{loss.title} applies {ACTIVATIONS.entry(loss.applies).title} by itself; "
        f"with {ACTIVATIONS.entry(head.activation).title} before it, learning is slow.",
        node=head.last.id,
        fixes=(take_off, *(_use(key) for key in others)),
    )


def _use(loss: str) -> Fix:
    return fixes.choose(f"Use {LOSSES.entry(loss).title}", "training", "loss", Choice(kind=loss))
