"""The pages beside a race: learning rates and starts, and what a click on them changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from math import ceil, floor, log10

from PySide6.QtCore import QObject

from playground.app.document import Document
from playground.catalog.kinds import OPTIMIZERS, SURFACES, Surface, UnknownEntry
from playground.engine.events.run import Event
from playground.engine.race.lanes import shown_names
from playground.engine.race.surface.basins import Basins, BasinsJob, BasinsUpdated
from playground.engine.race.surface.lane import is_elementwise
from playground.engine.race.surface.lr_map import LaneRates, LRMapJob, LRMapUpdated, RateGrid
from playground.spec.race import LaneSpec
from playground.ui.plots.race.basins.basins import BasinsPage
from playground.ui.plots.race.lr_map.lr_map import RateMapPage
from playground.ui.plots.race.lr_map.wording import Strip
from playground.ui.race.rate_fit import with_rates
from playground.ui.runs.feed import NumberedJob
from playground.ui.runs.race.study import Study
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import ThemeHub

KEPT = 64
"""Results that are kept for the case that they are asked for again."""
EVERY_RATE = (1e-8, 100.0)
"""Range within which the grid follows the lanes."""
DECADES = 4


class RateStudy(Study):
    """The page of learning rates."""

    def __init__(self, document: Document, hub: ThemeHub, page: RateMapPage, parent: QObject) -> None:
        super().__init__(document, hub, page, parent)
        self.page = page
        self._maps: OrderedDict[Hashable, LaneRates] = OrderedDict()
        self._fixed: RateGrid | None = None
        self._wide: tuple[Hashable, float, float] | None = None
        page.rate_chosen.connect(lambda lane, rate: self._adopt([(lane, rate)]))
        page.best_chosen.connect(self._adopt)
        page.grid_changed.connect(self._set_grid)

    # --- the grid --------------------------------------------------------------------------------

    @property
    def grid(self) -> RateGrid:
        """The rates to try: those that the user asks for, or decades around those of the lanes.

        The latter only grow while one surface is raced on, so that a rate that is adopted moves nothing.
        """
        if self._fixed is not None:
            return self._fixed
        rates = [rate for lane in self.spec.lanes if (rate := own_rate(lane)) > 0]
        least, most = EVERY_RATE
        low = max(least, 10.0 ** floor(log10(min(rates, default=1e-3)) - 1))
        high = min(most, 10.0 ** ceil(log10(max(rates, default=1e-1)) + 1))
        low = max(least, min(low, high / 10**DECADES))
        about = self.spec.surface.kind
        if self._wide is not None and self._wide[0] == about:
            low, high = min(low, self._wide[1]), max(high, self._wide[2])
        self._wide = about, low, high
        return RateGrid(float(f"{low:.0e}"), float(f"{high:.0e}"))

    def forget(self) -> None:
        """Let the grid follow the lanes of another project."""
        self._fixed = self._wide = None

    def _set_grid(self, grid: RateGrid | None) -> None:
        self._fixed = grid
        self.refresh()

    # --- what is computed ------------------------------------------------------------------------

    def _key(self, lane: LaneSpec) -> Hashable:
        """What the map of a lane depends on: not on its own rate."""
        plain = lane.plain.with_(id="lane", optimizer=lane.optimizer.with_params(learning_rate=1.0))
        return self.spec.with_(lanes=(plain,)).model_dump_json(), self.grid

    @property
    def _lanes(self) -> list[LaneSpec]:
        return [lane for lane in self.spec.lanes if not lane.hidden]

    def wanted(self) -> tuple[Hashable, NumberedJob] | None:
        """The maps of all lanes that are not complete."""
        missing = {lane.id: self._key(lane) for lane in self._lanes if not self._known(lane)}
        if not missing:
            return None
        spec, grid = self.spec, self.grid
        lanes = tuple(sorted(missing, key=lambda key: not is_fast(spec.lane(key))))  # the fast ones first
        self._being = dict(missing)
        return tuple(missing.items()), lambda control, run: LRMapJob(spec, lanes, grid, run, control)

    def _known(self, lane: LaneSpec) -> bool:
        found = self._maps.get(self._key(lane))
        return found is not None and found.complete

    def take(self, event: Event) -> None:
        """Remember the newest state of a lane's map."""
        if isinstance(event, LRMapUpdated):
            self._maps[self._being[event.lane]] = event.map
            while len(self._maps) > KEPT:
                self._maps.popitem(last=False)

    # --- what is shown ---------------------------------------------------------------------------

    def show(self) -> None:
        """Show all lanes that are not hidden."""
        self.page.show_grid(self.grid, auto=self._fixed is None)
        if not self._lanes:
            self.page.show_hint("Add a lane to see how far it gets at other learning rates.")
            return
        names = shown_names(self.spec.lanes)
        self.page.show_strips(
            [
                Strip(
                    lane.id, names[lane.id], lane_color(self.hub.theme, lane), own_rate(lane),
                    self._maps.get(self._key(lane)),
                )
                for lane in self._lanes
            ]
        )  # fmt: skip

    def _adopt(self, rates: list[tuple[str, float]]) -> None:
        """Let lanes race at other rates: one edit."""
        if rates:
            words = "Use this learning rate" if len(rates) == 1 else "Use the best learning rates"
            self.document.edit(
                words, lambda project: project.with_(race=with_rates(project.race, dict(rates)))
            )


class BasinStudy(Study):
    """The page of starts."""

    def __init__(self, document: Document, hub: ThemeHub, page: BasinsPage, parent: QObject) -> None:
        super().__init__(document, hub, page, parent)
        self.page = page
        self._chosen = ""
        self._seen: OrderedDict[Hashable, tuple[Basins, bool]] = OrderedDict()
        self._surface: Surface | None = None
        self._shown_key: Hashable = None
        page.lane_chosen.connect(self.choose)
        page.start_chosen.connect(self._start)

    @property
    def lane(self) -> LaneSpec | None:
        """Whose starts are shown: the one chosen, or the first."""
        lanes = {lane.id: lane for lane in self.spec.lanes}
        return lanes.get(self._chosen) or next(iter(lanes.values()), None)

    def forget(self) -> None:
        """Show the first lane of another project."""
        self._chosen = ""

    def choose(self, lane: str) -> None:
        """Show the starts of a lane."""
        if lane != self._chosen:
            self._chosen = lane
            self.refresh()

    def _key(self, lane: LaneSpec) -> Hashable:
        """What the picture of a lane depends on: not on the race's start, nor on its repetitions."""
        plain = lane.plain.with_(id="lane")
        return self.spec.with_(lanes=(plain,), start=None, target=None, seeds=1).model_dump_json()

    def wanted(self) -> tuple[Hashable, NumberedJob] | None:
        """The picture of the lane, unless it is there at its finest."""
        lane = self.lane
        if lane is None:
            return None
        key = self._key(lane)
        if self._seen.get(key, (None, False))[1]:
            return None
        spec = self.spec
        return key, lambda control, run: BasinsJob(spec, lane.id, run, control)

    def take(self, event: Event) -> None:
        """Remember the newest state of the picture."""
        if isinstance(event, BasinsUpdated):
            self._seen[self._asked] = event.basins, event.final
            while len(self._seen) > KEPT // 4:
                self._seen.popitem(last=False)

    def show(self) -> None:
        """Show the lane's starts, or that there are none."""
        lane, spec = self.lane, self.spec
        if lane is None:
            self.page.show_hint("Add a lane to see where it ends up from every start.")
            return
        try:
            surface: Surface = SURFACES.of(spec.surface)
        except UnknownEntry as problem:
            self.page.show_hint(str(problem))
            return
        names = shown_names(spec.lanes)
        lanes = [(each.id, names[each.id], lane_color(self.hub.theme, each)) for each in spec.lanes]
        self.page.show_lanes(lanes, lane.id)
        if surface != self._surface:
            self._surface = surface
            self.page.show_domain(surface.domain)
            self.page.forget()
        self.page.show_hint("")
        self.page.show_start(spec.start or surface.start)
        key = self._key(lane)
        if key != self._shown_key:
            self.page.wait() if is_fast(lane) else self.page.forget()
        if key in self._seen:
            basins, final = self._seen[key]
            self.page.show_basins(basins, final=final)
        self._shown_key = key

    def _start(self, x: float, y: float) -> None:
        self.document.edit("Move start", lambda project: project.with_(race=project.race.with_(start=(x, y))))


def is_fast(lane: LaneSpec) -> bool:
    """Whether many starts take hardly longer than one."""
    try:
        return is_elementwise(lane)
    except UnknownEntry:
        return False


def own_rate(lane: LaneSpec) -> float:
    """Its learning rate; 0 where its optimizer is not known."""
    try:
        return float(OPTIMIZERS.of(lane.optimizer).learning_rate)
    except UnknownEntry:
        return 0.0
