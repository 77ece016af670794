"""Hit testing: what lies under the mouse."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QGraphicsItem

from playground.spec.graph import Edge
from playground.ui.canvas.card.card_state import HEADER
from playground.ui.canvas.geometry import DETAIL, REACH
from playground.ui.canvas.items.edge_item import EdgeItem
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.items.port_item import EXIT, Port
from playground.ui.canvas.items.quick_buttons import Button
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.items.weight_fans import WeightUnder

FARTHEST = 22.0
"""Farthest distance from which ports and wires are hit, in pixels at zoom 1."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The topmost thing under a point; all None on empty canvas.

    Attributes:
        node: A node's card, or its badge.
        badge: It is the problem badge of ``node``.
        title: It is the head of ``node`` with its title.
        unit: The unit of ``node`` whose map it is.
        feature: Key of an input of ``node`` that can be switched here.
        port: A port.
        edge: A wire.
        button: A button of ``node`` or ``edge``.
        weight: The line of a weight, or the dot of a bias.
    """

    node: str | None = None
    badge: bool = False
    title: bool = False
    unit: int | None = None
    feature: str = ""
    port: Port | None = None
    edge: Edge | None = None
    button: Button | None = None
    weight: WeightUnder | None = None


def hit(scene: CanvasScene, at: QPointF, zoom: float) -> Hit:
    """Return what the mouse points at: buttons before badges, then ports, cards, wires and weights."""
    for row in (scene.feedback.card_buttons, scene.feedback.wire_button):
        button = row.button_at(at, zoom)
        if button is not None:
            return Hit(node=button.node, edge=button.edge, button=button)
    reach = min(REACH / zoom, FARTHEST)
    items = _near(scene, at, reach)
    nodes = [item for item in items if isinstance(item, NodeItem)]
    for item in nodes:
        if item.on_badge(at):
            return Hit(node=item.node.id, badge=True)
    inside = next((item for item in nodes if item.card().contains(at)), None)
    port = _port(nodes, at, min(reach, 9.0) if inside is not None else reach, inside)
    if port is not None:
        return Hit(port=port)
    if inside is not None:
        return Hit(
            node=inside.node.id,
            title=at.y() - inside.y() <= HEADER,
            unit=inside.unit_at(at),
            feature=inside.feature_at(at) if zoom >= DETAIL else "",
        )
    edge = _closest_edge(items, at, reach * 0.6)
    return Hit(edge=edge) if edge is not None else Hit(weight=scene.fans.under(at, zoom))


def edge_under_card(scene: CanvasScene, card: QRectF) -> Edge | None:
    """Return the wire under a card that is being dragged: the one nearest to its middle line."""
    centre = QPointF(card.center().x(), min(card.center().y(), card.top() + HEADER / 2))
    items = _near(scene, centre, card.width() / 2)
    return _closest_edge(items, centre, HEADER * 0.45)


def edge_at(scene: CanvasScene, at: QPointF, zoom: float) -> Edge | None:
    """Return the wire at a point, whether or not a card covers it."""
    reach = min(1.5 * REACH / zoom, 2 * FARTHEST)
    return _closest_edge(_near(scene, at, reach), at, reach)


def aimed_port(scene: CanvasScene, at: QPointF, zoom: float, *, exits: bool) -> Port | None:
    """Return the port that the end of a wire would snap to; on a card, its first free one.

    Args:
        scene: The canvas.
        at: Where the end of the wire is.
        zoom: Of the view.
        exits: Look for outputs, else for inputs.
    """
    reach = min(2 * REACH / zoom, 40.0)
    nodes = [item for item in _near(scene, at, reach) if isinstance(item, NodeItem)]
    wanted = [(slot, item) for item in nodes for slot in _slots(item) if (slot == EXIT) == exits]
    close = [(_length(item.port(slot) - at), slot, item) for slot, item in wanted]
    least = min(close, key=lambda each: each[0], default=None)
    if least is not None and least[0] <= reach:
        return Port(least[2].node.id, least[1])
    inside = next((item for item in nodes if item.card().contains(at)), None)
    if inside is None:
        return None
    if exits:
        return Port(inside.node.id, EXIT) if inside.state.leaves else None
    taken = inside.state.inputs
    free = next((slot for slot, used in enumerate(taken) if not used), len(taken) - 1)
    return Port(inside.node.id, max(0, free))


def _near(scene: CanvasScene, at: QPointF, reach: float) -> list[QGraphicsItem]:
    around = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    mode, order = Qt.ItemSelectionMode.IntersectsItemBoundingRect, Qt.SortOrder.DescendingOrder
    return list(scene.items(around, mode, order))


def _slots(item: NodeItem) -> list[int]:
    return [*range(len(item.state.inputs)), *([EXIT] if item.state.leaves else [])]


def _port(nodes: list[NodeItem], at: QPointF, reach: float, inside: NodeItem | None) -> Port | None:
    best: tuple[float, Port] | None = None
    for item in nodes if inside is None else [inside]:
        for slot in _slots(item):
            away = _length(item.port(slot) - at)
            if away <= reach and (best is None or away < best[0]):
                best = (away, Port(item.node.id, slot))
    return best[1] if best is not None else None


def _closest_edge(items: list[QGraphicsItem], at: QPointF, reach: float) -> Edge | None:
    near = [
        (item.distance(at), item.edge) for item in items if isinstance(item, EdgeItem) and item.isVisible()
    ]
    least = min(near, key=lambda each: each[0], default=None)
    return least[1] if least is not None and least[0] <= reach else None


def _length(vector: QPointF) -> float:
    return float((vector.x() ** 2 + vector.y() ** 2) ** 0.5)
