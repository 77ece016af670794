"""Pictures of a race for its report, without a screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from playground.app.document import Document
from playground.engine.race_report import Figure
from playground.spec.project import Project
from playground.ui import style
from playground.ui.app import make_application
from playground.ui.export.pictures import svg, title_of
from playground.ui.race_workspace import RaceWorkspace
from playground.ui.theme import ThemeHub

SIZE = (1600, 1100)
LONGEST_MS = 60_000
"""Patience for a race that was just run within it."""
SETTLE_MS = 300
"""Plots draw so long after their last change at most."""


def figures(project: Project) -> list[Figure]:
    """The picture and the curves of a race on a surface at its end, light and dark; of one on a network none.

    Whoever calls has chosen a platform for Qt that needs no screen. A network would have to be trained
    anew for its pictures.
    """
    if project.race.on != "surface":
        return []
    hub = ThemeHub("light")
    if QApplication.instance() is None:
        style.apply(make_application(), hub.theme)
    workspace = RaceWorkspace(Document(project), hub)
    try:
        return _drawn(workspace, hub)
    finally:
        workspace.close_race()
        workspace.close()
        workspace.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _drawn(workspace: RaceWorkspace, hub: ThemeHub) -> list[Figure]:
    race = workspace.race
    workspace.resize(*SIZE)
    workspace.show()
    race.set_active(active=True)
    loop = QEventLoop()
    race.grown.connect(lambda: loop.quit() if race.results else None)
    QTimer.singleShot(LONGEST_MS, loop, loop.quit)
    loop.exec()
    race.seek(race.computed)
    drawn = []
    for theme in ("light", "dark"):
        hub.choose(theme)
        _settle()
        drawn.append([svg(plot, hub.theme) for plot in (workspace.picture, workspace.curves)])
    titles = [title_of(plot) for plot in (workspace.picture, workspace.curves)]
    return [Figure(*parts) for parts in zip(titles, *drawn, strict=True)]


def _settle() -> None:
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop, loop.quit)
    loop.exec()
