"""The inspector follows the theme, and a closed one leaves no timer, no window and no subscription behind."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from playground.ui.inspector.inspector import Inspector


@pytest.fixture(params=[(), ("linear-1",), ("linear-1", "linear-3")], ids=["project", "one", "two"])
def made(request, document, hub, analysis, qtbot):
    """An inspector that is not owned by the test frame."""
    inspector = Inspector(document, hub)
    analysis.changed.connect(inspector.show_report)
    inspector.show_report(analysis.report)
    inspector.set_selection(request.param)
    inspector.resize(340, 900)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def destroy(widget):
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_both_themes_are_painted(made, hub):
    light = made.grab().toImage()
    hub.choose("dark")
    dark = made.grab().toImage()
    hub.choose("light")
    assert made.grab().toImage() == light
    assert (dark != light) is made.nodes.sketch.isVisible()
    destroy(made)


def test_closing_stops_every_timer(made):
    made.close()
    QCoreApplication.processEvents()
    assert not [timer for timer in made.findChildren(QTimer) if timer.isActive()]
    destroy(made)


def test_a_destroyed_inspector_is_gone_and_hears_nothing_more(made, document, hub):
    destroy(made)
    assert not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Inspector)]
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    hub.choose("dark")
    document.edit("Note", lambda project: project.with_(notes="Words"))
    document.edit("Remove", lambda project: project.with_(graph=project.graph.remove(["linear-1"])))
    document.undo()
    assert document.project.notes == "Words"
