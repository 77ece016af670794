"""The weight lines of all wires on the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QGraphicsScene

from playground.engine.events.pictures import DenseWeights
from playground.engine.events.weights import WeightPlace
from playground.spec.graph import Edge
from playground.ui.canvas.items.node_item import NodeItem
from playground.ui.canvas.items.weight_fan import Highlight, WeightFan
from playground.ui.style.theme import Theme


@dataclass(frozen=True, slots=True)
class WeightUnder:
    """A weight under the mouse.

    Attributes:
        edge: The wire that it belongs to.
        place: Which one, with the layer's name in the whole network.
        value: As shown.
    """

    edge: Edge
    place: WeightPlace
    value: float


class WeightFans:
    """A fan for each wire whose weights are known one by one; there is none for others."""

    def __init__(self, scene: QGraphicsScene, nodes: Mapping[str, NodeItem], theme: Theme) -> None:
        self._scene, self._nodes, self._theme = scene, nodes, theme
        self._fans: dict[Edge, WeightFan] = {}
        self._names: dict[Edge, str] = {}

    def __contains__(self, edge: object) -> bool:
        return edge in self._fans

    def layer(self, edge: Edge) -> DenseWeights | None:
        """Return the weights that are shown at a wire."""
        return self._fans[edge].layer if edge in self._fans else None

    def highlights(self) -> dict[Edge, tuple[int | None, int | None]]:
        """Return unit and source of what is emphasized, by wire."""
        chosen = {edge: fan.highlighted for edge, fan in self._fans.items()}
        return {edge: (each.unit, each.source) for edge, each in chosen.items() if each is not None}

    def show(self, layers: Mapping[Edge, tuple[str, DenseWeights]]) -> None:
        """Show these layers by their wire, each with its name in the whole network, and no others."""
        for edge in [edge for edge in self._fans if edge not in layers]:
            self.drop(edge)
        values = [
            abs(each) for _, layer in layers.values() for each in (layer.weights, layer.biases) if each.size
        ]
        largest = max((float(np.nanmax(each)) for each in values), default=1.0)
        for edge, (name, layer) in layers.items():
            known = self._fans.get(edge)
            self._names[edge] = name
            fan = known or self._made(edge)
            before = fan.layer
            fan.show_layer(layer, largest)
            if before is None or before.weights.shape != layer.weights.shape:
                self.span(edge)

    def _made(self, edge: Edge) -> WeightFan:
        fan = self._fans[edge] = WeightFan(self._theme)
        self._scene.addItem(fan)
        return fan

    def drop(self, edge: Edge) -> None:
        """Show no weights of a wire."""
        fan = self._fans.pop(edge, None)
        self._names.pop(edge, None)
        if fan is not None:
            self._scene.removeItem(fan)

    def span(self, edge: Edge) -> None:
        """Draw between the cards where they are now."""
        fan = self._fans.get(edge)
        if fan is None or fan.layer is None:
            return
        units, sources = fan.layer.weights.shape
        source, target = self._nodes[edge.source], self._nodes[edge.target]
        fan.span(
            [source.unit_port(i, sources, leaves=True) for i in range(sources)],
            [target.unit_port(i, units, leaves=False) for i in range(units)],
        )

    def under(self, at: QPointF, zoom: float) -> WeightUnder | None:
        """Return the weight at a point of the scene."""
        found = [
            (near, edge)
            for edge, fan in self._fans.items()
            if fan.isVisible() and (near := fan.nearest(at, zoom)) is not None
        ]
        if not found:
            return None
        (_, unit, source), edge = min(found, key=lambda each: each[0][0])
        layer = self._fans[edge].layer
        assert layer is not None
        value = layer.biases[unit] if source is None else layer.weights[unit, source]
        return WeightUnder(edge, WeightPlace(self._names[edge], unit, source), float(value))

    def point_out(self, under: WeightUnder | None, node: str | None = None, unit: int | None = None) -> None:
        """Emphasize one weight, or all of a unit of a node; nothing for neither."""
        for edge, fan in self._fans.items():
            if under is not None and edge == under.edge:
                fan.highlight(
                    Highlight(under.place.unit, under.place.source, bias=under.place.source is None)
                )
            elif unit is not None and node == edge.target:
                fan.highlight(Highlight(unit=unit))
            elif unit is not None and node == edge.source:
                fan.highlight(Highlight(source=unit))
            else:
                fan.highlight(None)

    def restyle(self, theme: Theme) -> None:
        """Paint with another theme."""
        self._theme = theme
        for fan in self._fans.values():
            fan.restyle(theme)
