"""Which unit of a layer takes the place of the prediction."""

from typing import NamedTuple

from playground.engine.events.pictures import UnitMaps
from playground.ui.plots.prediction.decision_map import MapPage


class Unit(NamedTuple):
    """A unit of a layer, by the layer's name in the whole network, and both in words."""

    node: str
    number: int
    title: str


class ShownUnit:
    """Shows the pinned unit on the map, else the one under the mouse, else the prediction."""

    def __init__(self, page: MapPage) -> None:
        self._page = page
        self._maps: UnitMaps | None = None
        self._pointed: Unit | None = None
        self._pinned: Unit | None = None

    @property
    def pinned(self) -> bool:
        """Whether a unit stays until it is released."""
        return self._pinned is not None

    def point(self, unit: Unit | None) -> None:
        """Show the unit under the mouse, if none is pinned."""
        self._pointed = unit
        self._draw()

    def pin(self, unit: Unit) -> None:
        """Show a unit until another is pinned; release it if it is pinned."""
        self._pinned = unit if self._pinned is None or self._pinned[:2] != unit[:2] else None
        self._draw()

    def release(self) -> bool:
        """Release the pinned unit; return whether there was one."""
        had, self._pinned = self.pinned, None
        self._draw()
        return had

    def take(self, maps: UnitMaps) -> None:
        """Show the newest maps."""
        self._maps = maps
        if self._pinned or self._pointed:
            self._draw()

    def forget(self) -> None:
        """Drop the maps of a run; the pinned unit is shown again with the maps of the next one."""
        self._maps = self._pointed = None

    def _draw(self) -> None:
        unit = self._pinned or self._pointed
        maps = self._maps
        values = maps.maps.get(unit.node) if maps is not None and unit is not None else None
        if maps is None or unit is None or values is None or unit.number >= len(values):
            self._page.show_unit(None, (0.0, 1.0, 0.0, 1.0), "")
            return
        title = f"{unit.title} · pinned, Esc releases" if self.pinned else unit.title
        self._page.show_unit(values[unit.number], maps.extent, title)
