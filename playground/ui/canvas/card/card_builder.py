"""From project and report to what each card shows."""

from playground.build.data.features import FEATURES
from playground.build.nodes import accepts
from playground.build.report import Report
from playground.catalog.kinds import ACTIVATIONS, LAYERS, Shape, describe
from playground.spec.graph import Edge, Graph, Node
from playground.spec.node_training import has_frozen_parts
from playground.spec.project import Project
from playground.ui.canvas.card.captions import caption, compact, entry_title, node_title
from playground.ui.canvas.card.card_state import MAPS, MINI_PITCH, Body, CardState, Miniature


def leaves(kind: str) -> bool:
    """Return whether wires can start at a layer."""
    return kind != "output"


def takes_activation(kind: str) -> bool:
    """Return whether a layer takes an activation; the activation node takes it as its own."""
    return kind == "activation" or (kind in LAYERS and LAYERS.entry(kind).takes_activation)


def takes_initializer(kind: str) -> bool:
    """Return whether the layer has weights to initialize."""
    return kind in LAYERS and LAYERS.entry(kind).takes_initializer


def insertable(node: Node) -> bool:
    """Return whether a node can stand in the middle of a wire."""
    return leaves(node.kind) and accepts(node)[1] != 0


def slots(node: Node, entering: tuple[Edge, ...]) -> tuple[bool, ...]:
    """Return whether each shown input has a wire; a merge always shows a free one."""
    least, most = accepts(node)
    taken = {edge.slot for edge in entering}
    shown = max(max(taken, default=-1) + 1, least)
    if most is None:
        shown = max(shown, len(taken) + 1, 2)
    return tuple(slot in taken for slot in range(shown))


def card_state(
    project: Project,
    report: Report,
    node: Node,
    entering: tuple[Edge, ...],
    *,
    feeds: bool,
    before: CardState | None,
    inside: bool = False,
    frozen: bool = False,
) -> CardState:
    """Return the state of a node's card, ``inside`` a block or not, one that may be ``frozen``.

    An unknown shape keeps the room of its pictures.
    """
    activation = None
    if node.activation is not None:
        activation = (node.activation.kind, tuple(sorted(node.activation.params.items())))
    body, count_shown = _body(report, node, before)
    count = report.parameters.get(node.id, 0)
    shape = report.shapes.get(node.id)
    return CardState(
        title=node_title(node),
        caption=caption(project, node, inside=inside),
        kind=node.kind,
        family=family_of(node),
        shape=f"→ {describe(shape).replace(' × ', '×')}" if shape is not None else "",
        parameters=compact(count) if count else "",
        activation=activation,
        activation_title=_chip_title(node),
        problem=report.is_wrong(node.id),
        remark=bool(report.of_node(node.id)) and not report.is_wrong(node.id),
        body=body,
        count=count_shown,
        inputs=slots(node, entering),
        leaves=leaves(node.kind),
        feeds=feeds,
        repeat=node.block.repeat if node.block is not None else 1,
        miniature=miniature(node.block.graph) if node.block is not None else None,
        frozen=frozen or node.training.frozen,
        partly_frozen=has_frozen_parts(node) and not (frozen or node.training.frozen),
        features=_features(project, report, node, before) if node.kind == "input" and not inside else (),
    )


def family_of(node: Node) -> str:
    """Return the palette group whose colour a node has."""
    if node.block is not None:
        return "Blocks"
    return LAYERS.entry(node.kind).group if node.kind in LAYERS else ""


def miniature(graph: Graph) -> Miniature:
    """Return the layers inside a block as small boxes, and the wires among them and to the block's ends."""
    inner = [node for node in graph.nodes if node.kind not in {"input", "output"}]
    left, top = min((n.x for n in inner), default=0.0), min((n.y for n in inner), default=0.0)
    right, bottom = max((n.x for n in inner), default=0.0), max((n.y for n in inner), default=0.0)
    places = {n.id: (n.x - left, n.y - top) for n in inner}
    for node in graph.nodes:
        if node.id not in places:
            x = -MINI_PITCH if node.kind == "input" else right - left + MINI_PITCH
            places[node.id] = (x, min(max(node.y, top), bottom) - top)
    return Miniature(
        span=(right - left, bottom - top),
        boxes=tuple((*places[node.id], family_of(node)) for node in inner),
        wires=tuple((*places[edge.source], *places[edge.target]) for edge in graph.edges),
    )


def _chip_title(node: Node) -> str:
    """Empty where the card itself already says which activation it is."""
    if node.activation is None or (node.kind == "activation" and not node.title):
        return ""
    return entry_title(ACTIVATIONS, node.activation)


def _body(report: Report, node: Node, before: CardState | None) -> tuple[Body, int]:
    shape = report.shapes.get(node.id)
    if shape is None or report.data is None:
        return (before.body, before.count) if before is not None else (Body.NONE, 0)
    if is_plane(report.data.shape, report.data.feature_names):
        return (Body.MAPS, min(shape[0], MAPS)) if len(shape) == 1 else (Body.NONE, 0)
    if node.kind == "input":
        return Body.NONE, 0
    return Body.LINES, 2 if report.parameters.get(node.id) else 1


def _features(
    project: Project, report: Report, node: Node, before: CardState | None
) -> tuple[tuple[str, str, bool], ...]:
    """Return the inputs that can be switched; those of before while nothing is known of the data."""
    if report.data is None or node.id not in report.shapes:
        known = before.features if before is not None else ()
    else:
        plane = is_plane(report.data.shape, report.data.feature_names)
        known = tuple((key, each.title, False) for key, each in FEATURES.items()) if plane else ()
    return tuple((key, title, key in project.data.features) for key, title, _ in known)


def is_plane(shape: Shape, names: tuple[str, ...]) -> bool:
    """Return whether data are points of a plane, whose units can be drawn as maps."""
    return shape == (2,) and tuple(names) == ("x1", "x2")
