"""Fixes for problems, as edits of the project."""

from collections.abc import Iterable, Mapping
from typing import Literal

from playground.build.report import Fix
from playground.catalog.kinds import FixHint, InsertBefore, SetParams
from playground.spec import block
from playground.spec.base import Choice, Value
from playground.spec.graph import Edge, Graph, Node
from playground.spec.node_training import freeze, settings_of, thaw_all, with_settings
from playground.spec.project import Project

NodePart = Literal["layer", "activation", "initializer"]
"""The entries of a node that have parameters."""

GAP = 190.0
"""Distance between neighbouring nodes on the canvas, in pixels."""


def from_hints(node: Node, hints: Iterable[FixHint], *, on_activation: bool = False) -> tuple[Fix, ...]:
    """Turn an entry's hints into fixes for its node."""
    return tuple(_from_hint(node.id, hint, on_activation) for hint in hints)


def _from_hint(node_id: str, hint: FixHint, on_activation: bool) -> Fix:  # noqa: FBT001
    if isinstance(hint, InsertBefore):
        return insert_before(hint.label, node_id, hint.kind, hint.params, hint.place)
    if isinstance(hint, SetParams):
        return (
            set_activation_params(hint, node_id)
            if on_activation
            else set_params(hint.label, node_id, hint.params)
        )
    return remove(hint.label, node_id)


def _with_graph(project: Project, graph: Graph) -> Project:
    return project.with_(graph=graph)


def set_params(label: str, node_id: str, params: Mapping[str, Value]) -> Fix:
    """Change parameters of a node's layer."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        return _with_graph(project, project.graph.replace(node.with_(params={**node.params, **params})))

    return Fix(label, apply)


def set_activation_params(hint: SetParams, node_id: str) -> Fix:
    """Change parameters of the activation on a node."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        assert node.activation is not None
        changed = node.activation.with_params(**hint.params)
        return _with_graph(project, project.graph.replace(node.with_(activation=changed)))

    return Fix(hint.label, apply)


def set_activation(label: str, node_id: str, choice: Choice | None) -> Fix:
    """Replace or remove the activation of a node."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        return _with_graph(project, project.graph.replace(node.with_(activation=choice)))

    return Fix(label, apply)


def drop_activation(label: str, node_id: str) -> Fix:
    """Remove the activation a node."""
    return set_activation(label, node_id, None)


def drop_initializer(label: str, node_id: str) -> Fix:
    """Initialize a node with the default initializer."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        return _with_graph(project, project.graph.replace(node.with_(initializer=None)))

    return Fix(label, apply)


def unset(label: str, node_id: str, name: str, part: NodePart) -> Fix:
    """Reset a parameter of a node's layer, activation or initializer to its default."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        if part == "layer":
            return _with_graph(project, project.graph.replace(node.with_(params=_without(node.params, name))))
        choice: Choice = getattr(node, part)
        changed = node.with_(**{part: choice.with_(params=_without(choice.params, name))})
        return _with_graph(project, project.graph.replace(changed))

    return Fix(label, apply)


def _without(params: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {key: value for key, value in params.items() if key != name}


def remove(label: str, node_id: str) -> Fix:
    """Remove a node and connect its source to what it fed."""
    return Fix(label, lambda project: _with_graph(project, project.graph.remove([node_id])))


def disconnect(label: str, *edges: Edge) -> Fix:
    """Remove wires."""
    return Fix(label, lambda project: _with_graph(project, project.graph.disconnect(*edges)))


def connect(label: str, source: str, target: str) -> Fix:
    """Add a wire."""
    return Fix(label, lambda project: _with_graph(project, project.graph.connect(source, target)))


def insert_before(
    label: str,
    node_id: str,
    kind: str,
    params: Mapping[str, Value],
    place: int = 0,
    activation: Choice | None = None,
) -> Fix:
    """Insert a new layer on the wire into a node's input and move the nodes right of it."""

    def apply(project: Project) -> Project:
        graph = project.graph
        edge = graph.inputs_of(node_id)[place]
        target, source = graph.node(node_id), graph.node(edge.source)
        x = source.x + GAP
        moved = {n.id: (n.x + GAP, n.y) for n in graph.nodes if n.x >= x} if target.x < x + GAP else {}
        y = target.y if place == 0 else source.y
        new = Node(id=graph.fresh_id(kind), kind=kind, params=dict(params), activation=activation, x=x, y=y)
        return _with_graph(project, graph.move(moved).insert(new, edge))

    return Fix(label, apply)


def set_repeat(label: str, block_id: str, repeat: int) -> Fix:
    """Change how often a block is repeated."""
    return Fix(label, lambda project: _with_graph(project, block.set_repeat(project.graph, block_id, repeat)))


def inside(block_id: str, fix: Fix) -> Fix:
    """Apply a fix to the inside of a block, as an edit of the network around it."""

    def apply(project: Project) -> Project:
        def change(graph: Graph) -> Graph:
            return fix.apply(_with_graph(project, graph)).graph

        return _with_graph(project, block.edit_within(project.graph, (block_id,), change))

    return Fix(fix.label, apply)


def split_samples(label: str) -> Fix:
    """Split the samples of a batch over processes, not the layers."""
    return Fix(label, lambda project: project.with_(training=project.training.with_(split="samples")))


def choose_processes(label: str) -> Fix:
    """Let the process of each layer be chosen, of all that were laid on one by hand."""

    def apply(project: Project) -> Project:
        settings = {path: each.with_(process=0) for path, each in settings_of(project.graph).items()}
        return project.with_(graph=with_settings(project.graph, settings))

    return Fix(label, apply)


def append(label: str, kind: str) -> Fix:
    """Add a node to the right of all others, fed by the rightmost node without outgoing wires."""

    def apply(project: Project) -> Project:
        graph = project.graph
        x = max((n.x for n in graph.nodes), default=-GAP) + GAP
        ends = [n for n in graph.nodes if not graph.outputs_of(n.id)]
        last = max(ends, key=lambda n: n.x, default=None)
        new = Node(id=graph.fresh_id(kind), kind=kind, x=x, y=last.y if last else 0.0)
        graph = graph.add(new)
        return _with_graph(project, graph.connect(last.id, new.id) if last else graph)

    return Fix(label, apply)


def prepend(label: str, kind: str) -> Fix:
    """Add a node to the left of all others that feeds the leftmost node without incoming wires."""

    def apply(project: Project) -> Project:
        graph = project.graph
        x = min((n.x for n in graph.nodes), default=GAP) - GAP
        starts = [n for n in graph.nodes if not graph.inputs_of(n.id)]
        first = min(starts, key=lambda n: n.x, default=None)
        new = Node(id=graph.fresh_id(kind), kind=kind, x=x, y=first.y if first else 0.0)
        graph = graph.add(new)
        return _with_graph(project, graph.connect(new.id, first.id) if first else graph)

    return Fix(label, apply)


def common_rate(label: str) -> Fix:
    """Remove the rate factors of all nodes, inside blocks too."""

    def apply(project: Project) -> Project:
        settings = settings_of(project.graph).items()
        common = {path: training.with_(rate_factor=1.0) for path, training in settings}
        return _with_graph(project, with_settings(project.graph, common))

    return Fix(label, apply)


def thaw(label: str, node_id: str) -> Fix:
    """Train a node again."""
    return Fix(label, lambda project: _with_graph(project, freeze(project.graph, [node_id], frozen=False)))


def thaw_every(label: str) -> Fix:
    """Train all nodes again, inside blocks too."""
    return Fix(label, lambda project: _with_graph(project, thaw_all(project.graph)))


def choose(label: str, part: str, field: str, choice: Choice) -> Fix:
    """Replace a choice of ``data`` or ``training``, e.g. the loss."""
    return change(label, part, field, choice)


def change(label: str, part: str, field: str, value: object) -> Fix:
    """Replace a field of ``data`` or ``training``, e.g. the batch size."""

    def apply(project: Project) -> Project:
        section = getattr(project, part)
        return project.with_(**{part: section.with_(**{field: value})})

    return Fix(label, apply)
