"""Pictures of a race on the network for its report: drawn in both themes, whatever the window shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QEventLoop, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from playground.engine.events.network_race import LanePaths
from playground.engine.events.pictures import LossPlane
from playground.engine.race.lanes import lane_names
from playground.engine.race.network.lr_tuning import LaneTuned
from playground.export.html_report import Figure
from playground.records.race import RaceRecord
from playground.spec.race import RaceSpec
from playground.ui.export.composition import Composition
from playground.ui.export.picture_formats import svg
from playground.ui.plots.race.curves.network import NetworkCurves, on_network
from playground.ui.plots.race.curves.race_curves import RaceCurves
from playground.ui.plots.race.drawn_lane import DrawnLane
from playground.ui.plots.race.network.lr_sensitivity import LrSensitivityPlot
from playground.ui.plots.race.network.plane import NetworkRacePlane
from playground.ui.style.lane_colors import lane_color
from playground.ui.style.theme import Theme, ThemeHub

PLANE_SIZE, CURVES_SIZE = QSize(1000, 720), QSize(1000, 380)


@dataclass(frozen=True)
class NetworkRecord:
    """What is drawn.

    Attributes:
        race: Its lanes, target and repetitions.
        metric: ``accuracy`` or ``R²``.
        runs: What the lanes did, in any colours.
        plane: The common plane; None for none.
        paths: On it.
        tuned: Rates that were tried, by lane; empty when none were.
    """

    race: RaceSpec
    metric: str
    runs: Sequence[DrawnLane]
    plane: LossPlane | None
    paths: LanePaths | None
    tuned: Mapping[str, LaneTuned] = field(default_factory=dict)


def record_of(race: RaceSpec, record: RaceRecord, tuned: Mapping[str, LaneTuned]) -> NetworkRecord:
    """What is drawn of a race that was run without a window."""
    names = lane_names(race.lanes)
    runs = [
        DrawnLane(record.lane(lane.id), names[lane.id], lane.optimizer.kind, "#000000", lane.hidden)
        for lane in race.lanes
    ]
    return NetworkRecord(race, record.metric, runs, record.plane, record.paths, tuned)


def network_figures(record: NetworkRecord) -> list[Figure]:
    """The common plane, the curves of all lanes, and how sensitive they are to their rates where that is known.

    An application is there. Nothing appears on a screen.
    """
    light, dark = (list(_drawn(record, choice)) for choice in ("light", "dark"))
    return [Figure(title, one, two) for (title, one), (_, two) in zip(light, dark, strict=True)]


def _drawn(record: NetworkRecord, choice: str) -> Iterator[tuple[str, bytes]]:
    hub, host = ThemeHub(choice), QWidget()
    host.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    host.show()
    try:
        yield from _plots(record, hub, host)
    finally:
        host.close()
        host.deleteLater()


def _plots(record: NetworkRecord, hub: ThemeHub, host: QWidget) -> Iterator[tuple[str, bytes]]:
    runs = [colored(run, record.race, hub.theme) for run in record.runs]
    if record.plane is not None and record.paths is not None:
        plane = NetworkRacePlane(hub, host)
        plane.show_lanes(runs)
        plane.take(record.plane)
        plane.take(record.paths)
        yield (
            "The paths of all lanes on one plane through parameter space, over the loss on it",
            _picture(plane, PLANE_SIZE, hub.theme),
        )
    yield from _curves(record, runs, hub, host)
    if record.tuned:
        tuning = LrSensitivityPlot(hub, host)
        tuning.show_found(record.tuned, runs)
        words = "Training loss after a short try at each learning rate; a dot is the best of a lane"
        yield words, _picture(tuning, CURVES_SIZE, hub.theme)


def _curves(
    record: NetworkRecord, runs: Sequence[DrawnLane], hub: ThemeHub, host: QWidget
) -> Iterator[tuple[str, bytes]]:
    race = record.race
    for quantity in NetworkCurves.quantities:
        row = on_network(quantity)
        if row.figure:
            drawn = NetworkCurves()
            drawn.metric = record.metric
            drawn.target = None if race.target is None else (race.target_on, race.target)
            curves = RaceCurves(hub, drawn, host)
            curves.quantity.choose(quantity.key)
            curves.show_lanes(runs)
            title = row.figure.format(metric=record.metric[:1].upper() + record.metric[1:])
            yield title + _about(race, row.target_on), _picture(curves, CURVES_SIZE, hub.theme)


def colored(run: DrawnLane, race: RaceSpec, theme: Theme) -> DrawnLane:
    """Return a lane in its colour of this theme."""
    return replace(run, color=lane_color(theme, race.lane(run.lane)))


def _about(race: RaceSpec, target_on: str) -> str:
    words = f"; the band spans the quartiles over {race.seeds} seeds" if race.seeds > 1 else ""
    if race.target is not None and race.target_on == target_on:
        words += f"; the line across is the target, {race.target:g}"
    return words


def _picture(plot: QWidget, size: QSize, theme: Theme) -> bytes:
    plot.resize(size)
    plot.show()
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)  # it is laid out
    if isinstance(plot, RaceCurves):
        plot.draw()
    return svg(Composition(plot), theme)
