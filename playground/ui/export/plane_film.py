"""An animation of a race on a network that was run without a window: its lanes on the common plane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEventLoop, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from playground.engine.events.network_race import LanePaths
from playground.engine.events.pictures import PlanePath
from playground.ui.export.animation_dialog import pixels
from playground.ui.export.composition import Composition, Heading
from playground.ui.export.film import Frame, gif
from playground.ui.export.network_figures import NetworkRecord, colored
from playground.ui.export.picture_formats import image
from playground.ui.export.pictures import CannotExport, names_of
from playground.ui.plots.race.network.plane import NetworkRacePlane
from playground.ui.style.theme import ThemeHub

SIZE = QSize(720, 560)
FRAMES, FPS = 120, 15
"""Most frames, and frames per second."""


def plane_film(record: NetworkRecord, title: str, hub: ThemeHub) -> bytes:
    """Film how the paths of all lanes grow on the common plane, as a GIF of eight seconds.

    An application is there. Nothing appears on a screen.

    Raises:
        CannotExport: When the lanes have no common plane.
    """
    plane, paths = record.plane, record.paths
    if plane is None or paths is None or not paths.paths or not np.isfinite(plane.loss).any():
        raise CannotExport(
            "No animation was saved: the lanes have no common plane, as no loss on it is finite."
        )
    host = QWidget()
    host.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    host.show()
    try:
        picture = _picture(record, hub, host)
        theme = hub.theme
        inks = [*(color for _, color in names_of(picture)), theme.panel, theme.muted, theme.text, "#FFFFFF"]
        return gif(_frames(picture, paths, title, hub), FPS, inks)
    finally:
        host.close()
        host.deleteLater()


def _picture(record: NetworkRecord, hub: ThemeHub, host: QWidget) -> NetworkRacePlane:
    picture = NetworkRacePlane(hub, host)
    picture.show_lanes([colored(run, record.race, hub.theme) for run in record.runs])
    picture.take(record.plane)
    picture.take(record.paths)
    picture.resize(SIZE)
    picture.show()
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)  # it is laid out
    return picture


def _frames(picture: NetworkRacePlane, paths: LanePaths, title: str, hub: ThemeHub) -> Iterator[Frame]:
    """Yield three frames for their colours, then all frames; see ``gif``."""
    last = max((int(path.steps[-1]) for path in paths.paths.values() if len(path.steps)), default=0)
    steps = np.linspace(0, last, min(last + 1, FRAMES)).round().astype(int).tolist()
    for step in (0, last // 2, last, *steps):
        picture.take(_until(paths, step))
        shown = Composition(picture, heading=Heading(title, f"{len(paths.paths)} lanes  ·  step {step:,}"))
        yield pixels(image(shown, hub.theme, 1.0))


def _until(paths: LanePaths, step: int) -> LanePaths:
    return replace(paths, paths={lane: _path_until(path, step) for lane, path in paths.paths.items()})


def _path_until(path: PlanePath, step: int) -> PlanePath:
    count = int(np.searchsorted(path.steps, step, side="right"))
    kept = {name: getattr(path, name)[:count] for name in ("steps", "x", "y", "loss", "off_plane")}
    return replace(path, **kept)
