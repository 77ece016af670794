"""The words of the tool tips on the canvas."""

from PySide6.QtCore import QPointF

from playground.build.data.features import FEATURES
from playground.ui.canvas.card.captions import tooltip
from playground.ui.canvas.card.symbols import symbol_at, symbol_tip, weight_tip, wire_tip
from playground.ui.canvas.items.hits import Hit
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.style.theme import Theme


def tip_for(scene: CanvasScene, under: Hit, at: QPointF, theme: Theme) -> str:
    """Return the tool tip for what lies at a point of the scene, as rich text; empty for none."""
    if under.button is not None:
        return under.button.action.value
    if under.weight is not None:
        return weight_tip(under.weight.place, scene.nodes[under.weight.edge.target].node)
    if under.edge is not None:
        return wire_tip(theme)
    return _node_tip(scene, under, at) if under.node is not None else ""


def _node_tip(scene: CanvasScene, under: Hit, at: QPointF) -> str:
    assert under.node is not None
    if under.feature:
        return f"{FEATURES[under.feature].title} as an input of the network: click to switch it on or off."
    if scene.feedback.lens.isVisible():
        return ""
    if under.badge:
        return "<br>".join(problem.message for problem in scene.report.of_node(under.node))
    item = scene.nodes[under.node]
    symbol = symbol_at(item.state, at - item.pos())
    return (symbol_tip(symbol) if symbol else "") + tooltip(scene.report, item.node)
