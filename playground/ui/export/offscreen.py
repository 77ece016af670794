"""Pictures of a race for its report, without a screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.engine.race.network.lr_tuning import LaneTuned
from playground.export.html_report import Figure
from playground.records.race import RaceRecord
from playground.spec.project import Project
from playground.ui.export.animation_dialog import pixels
from playground.ui.export.composition import Composition
from playground.ui.export.film import Frame, gif
from playground.ui.export.heading import race_heading
from playground.ui.export.network_figures import network_figures, record_of
from playground.ui.export.picture_formats import image, svg
from playground.ui.export.pictures import names_of
from playground.ui.export.plane_film import plane_film
from playground.ui.race.workspace import RaceWorkspace
from playground.ui.runs.race.surface_race_controller import SurfaceRaceController
from playground.ui.style import stylesheet as style
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

SIZE = (1600, 1100)
TITLES = (
    "The paths of all lanes on the surface, from the common start to where they are at the end",
    "Height after each step",
)
LONGEST_MS = 60_000
"""Patience for a race that was just run within it."""
FRAMES, FPS, FRAME_WIDTH = 120, 15, 720
"""Most frames of an animation, its frames per second, and its width in pixels."""
SETTLE_MS = 300
"""Plots draw so long after their last change at most."""


def network_pictures(project: Project, record: RaceRecord, tuned: Mapping[str, LaneTuned]) -> list[Figure]:
    """Pictures of a race on the network that has just been run, light and dark.

    The caller has chosen a platform for Qt that needs no screen.
    """
    _application()
    return network_figures(record_of(project.race, record, tuned))


def network_animation(project: Project, record: RaceRecord) -> bytes:
    """An animation of the lanes of a race on the network on their common plane, a GIF of eight seconds.

    The caller has chosen a platform for Qt that needs no screen.

    Raises:
        CannotExport: When the lanes have no common plane.
    """
    hub = _application()
    return plane_film(record_of(project.race, record, {}), project.name, hub)


def surface_pictures(project: Project) -> list[Figure]:
    """The picture and the curves of a race on a surface at its end, light and dark.

    The caller has chosen a platform for Qt that needs no screen.
    """
    hub = _application()
    workspace = RaceWorkspace(Document(project), hub)
    try:
        return _drawn(workspace, hub)
    finally:
        _close(workspace)


def surface_animation(project: Project) -> bytes:
    """An animation of the paths of a race on a surface, a GIF of eight seconds.

    The caller has chosen a platform for Qt that needs no screen.
    """
    hub = _application()
    document = Document(project)
    workspace = RaceWorkspace(document, hub)
    try:
        race, theme = _prepared(workspace), hub.theme
        inks = [
            *(color for _, color in names_of(workspace.surface.picture)),
            theme.panel,
            theme.muted,
            theme.text,
            "#FFFFFF",
        ]
        last = race.playback.computed
        steps = [
            0,
            last // 2,
            last,
            *np.linspace(0, last, min(last + 1, FRAMES)).round().astype(int).tolist(),
        ]
        return gif((_frame(workspace, document, hub, step) for step in steps), FPS, inks)
    finally:
        _close(workspace)


def _frame(workspace: RaceWorkspace, document: Document, hub: ThemeHub, step: int) -> Frame:
    workspace.surface.race.playback.seek(step)
    picture = Composition(workspace.surface.picture, heading=race_heading(document, workspace))
    return pixels(image(picture, hub.theme, FRAME_WIDTH / picture.size(hub.theme).width()))


def _close(workspace: RaceWorkspace) -> None:
    workspace.close_race()
    workspace.close()
    workspace.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _application() -> ThemeHub:
    hub = ThemeHub("light")
    if QApplication.instance() is None:
        qInstallMessageHandler(_on_message)
        style.apply(make_application(), hub.theme)
    return hub


def _on_message(kind: QtMsgType, _context: object, message: str) -> None:  # noqa: ARG001 - Qt passes it
    """Print Qt's messages, but not that windows without a screen have no size hints."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)  # noqa: T201


def _prepared(workspace: RaceWorkspace) -> SurfaceRaceController:
    """Run the race of a workspace to its end."""
    race = workspace.surface.race
    workspace.resize(*SIZE)
    workspace.show()
    race.set_active(active=True)
    loop = QEventLoop()
    race.grown.connect(lambda: loop.quit() if race.results else None)
    QTimer.singleShot(LONGEST_MS, loop, loop.quit)
    loop.exec()
    race.playback.seek(race.playback.computed)
    return race


def _drawn(workspace: RaceWorkspace, hub: ThemeHub) -> list[Figure]:
    _prepared(workspace)
    drawn = []
    for theme in ("light", "dark"):
        hub.choose(theme)
        _settle()
        drawn.append(
            [
                svg(Composition(plot), hub.theme)
                for plot in (workspace.surface.picture, workspace.surface.curves)
            ]
        )
    return [Figure(*parts) for parts in zip(TITLES, *drawn, strict=True)]


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop, loop.quit)
    loop.exec()
