"""Remedies for problems, as edits of the project."""

from collections.abc import Iterable, Mapping

from playground.build.report import Fix
from playground.catalog.kinds import FixHint, InsertBefore, SetParams
from playground.spec.base import Choice, Value
from playground.spec.graph import Edge, Graph, Node
from playground.spec.project import Project

GAP = 190.0
"""Distance between neighbouring nodes on the canvas, in pixels."""


def from_hints(node: Node, hints: Iterable[FixHint], *, on_activation: bool = False) -> tuple[Fix, ...]:
    """Fixes from what an entry suggests for the node it sits on."""
    return tuple(_from_hint(node.id, hint, on_activation) for hint in hints)


def _from_hint(node_id: str, hint: FixHint, on_activation: bool) -> Fix:  # noqa: FBT001
    if isinstance(hint, InsertBefore):
        return insert_before(hint.label, node_id, hint.kind, hint.params)
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


def drop_activation(label: str, node_id: str) -> Fix:
    """Take the activation off a node."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        return _with_graph(project, project.graph.replace(node.with_(activation=None)))

    return Fix(label, apply)


def drop_initializer(label: str, node_id: str) -> Fix:
    """Let a node begin with the default weights."""

    def apply(project: Project) -> Project:
        node = project.graph.node(node_id)
        return _with_graph(project, project.graph.replace(node.with_(initializer=None)))

    return Fix(label, apply)


def remove(label: str, node_id: str) -> Fix:
    """Take a node out; what it fed is fed by its source."""
    return Fix(label, lambda project: _with_graph(project, project.graph.remove([node_id])))


def disconnect(label: str, edge: Edge) -> Fix:
    """Take a wire away."""
    return Fix(label, lambda project: _with_graph(project, project.graph.disconnect(edge)))


def connect(label: str, source: str, target: str) -> Fix:
    """Draw a wire."""
    return Fix(label, lambda project: _with_graph(project, project.graph.connect(source, target)))


def insert_before(label: str, node_id: str, kind: str, params: Mapping[str, Value]) -> Fix:
    """Put a new layer on the wire into a node's first input; what lies right of it moves on."""

    def apply(project: Project) -> Project:
        graph = project.graph
        (edge, *_) = graph.inputs_of(node_id)
        target = graph.node(node_id)
        new = Node(id=graph.fresh_id(kind), kind=kind, params=dict(params), x=target.x, y=target.y)
        moved = {n.id: (n.x + GAP, n.y) for n in graph.nodes if n.x >= target.x}
        return _with_graph(project, graph.move(moved).insert(new, edge))

    return Fix(label, apply)


def append(label: str, kind: str) -> Fix:
    """Add a node right of everything, fed by the rightmost node that feeds nothing."""

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
    """Add a node left of everything, feeding the leftmost node that is fed by nothing."""

    def apply(project: Project) -> Project:
        graph = project.graph
        x = min((n.x for n in graph.nodes), default=GAP) - GAP
        starts = [n for n in graph.nodes if not graph.inputs_of(n.id)]
        first = min(starts, key=lambda n: n.x, default=None)
        new = Node(id=graph.fresh_id(kind), kind=kind, x=x, y=first.y if first else 0.0)
        graph = graph.add(new)
        return _with_graph(project, graph.connect(new.id, first.id) if first else graph)

    return Fix(label, apply)


def choose(label: str, part: str, field: str, choice: Choice) -> Fix:
    """Replace a choice of ``data`` or ``training``, e.g. the loss."""

    def apply(project: Project) -> Project:
        section = getattr(project, part)
        return project.with_(**{part: section.with_(**{field: choice})})

    return Fix(label, apply)
