"""Panels follow the theme, and closed ones leave no timer, no window and no subscription behind."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from playground.spec.base import Choice
from playground.ui.panels.data.data import DataPanel
from playground.ui.panels.data.preview import DataPreview
from playground.ui.panels.palette import PalettePanel
from playground.ui.panels.problems import ProblemsPanel
from playground.ui.panels.training.training import TrainingPanel
from playground.ui.panels.transport.run_transport import RunTransport

WIDGETS = {
    "palette": PalettePanel,
    "data": DataPanel,
    "preview": lambda _document, hub: DataPreview(hub),
    "training": TrainingPanel,
    "transport": lambda _document, hub: RunTransport(hub),
    "problems": ProblemsPanel,
}


@pytest.fixture(params=WIDGETS.values(), ids=WIDGETS)
def made(request, document, hub, analysis, qtbot):
    """A widget that is not owned by the test frame, after some edits."""
    widget = request.param(document, hub)
    if hasattr(widget, "show_report"):
        analysis.changed.connect(widget.show_report)
        widget.show_report(analysis.report)
    if hasattr(widget, "show_data"):
        widget.show_data(document.project.data)
    widget.resize(340, 700)
    widget.show()
    qtbot.waitExposed(widget)
    document.edit("Use", lambda project: project.with_(data=project.data.with_(dataset=Choice(kind="wine"))))
    return widget


def destroy(widget):
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_both_themes_are_painted(made, hub):
    light = made.grab().toImage()
    hub.choose("dark")
    dark = made.grab().toImage()
    hub.choose("light")
    again = made.grab().toImage()
    assert light == again
    assert light.size() == dark.size()
    destroy(made)


def test_closing_stops_every_timer(made):
    made.close()
    QCoreApplication.processEvents()
    assert not [timer for timer in made.findChildren(QTimer) if timer.isActive()]
    destroy(made)


def test_a_destroyed_panel_is_gone_and_hears_nothing_more(made, document, hub):
    destroy(made)
    assert not [widget for widget in QApplication.topLevelWidgets() if type(widget) is type(made)]
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    hub.choose("dark")
    document.edit("Train", lambda project: project.with_(training=project.training.with_(epochs=3)))
    document.edit("Use", lambda project: project.with_(data=project.data.with_(dataset=Choice(kind="moons"))))
    document.undo()
    assert document.project.training.epochs == 3
