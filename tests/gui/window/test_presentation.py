"""Presentation mode: the picture alone in large type, and everything as it was afterwards."""

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


def _widths(window):
    return {dock.view.key: (dock.isHidden(), dock.width()) for dock in window.docks if dock.seen}


def _gaps(window):
    """Docks whose title line, or the room for it, does not suit their tabs."""
    return [
        dock.view.key
        for dock in window.docks
        if dock.seen
        and (
            dock.widget().y() != dock.bar.height()
            or (dock.bar.height() == 0)
            is not any(not other.isHidden() for other in window.tabifiedDockWidgets(dock))
        )
    ]


def test_no_room_of_a_title_line_stays_below_tabs(window, qtbot):
    window.presentation.enter()
    window.presentation.leave()
    qtbot.waitUntil(lambda: not _gaps(window))
    window.workspaces.show("race")
    window.workspaces.show("network")
    qtbot.waitUntil(lambda: not _gaps(window))
    dock = window.docks["curves"]
    for shown in (True, False):
        dock.bar.show_line(shown=shown)
        assert dock.widget().y() == dock.bar.height()


def test_the_canvas_fills_the_window_and_everything_comes_back(window, qtbot):
    window.resize(1400, 900)
    QApplication.processEvents()
    before, type_before = _widths(window), window.hub.theme.base_px
    canvas = window.canvas
    canvas.zoom_at(3.0 / canvas.zoom)
    canvas.centre(QPointF(100, 50))
    window.actions_table["view.presentation"].trigger()
    assert window.isFullScreen()
    assert window.hub.theme.base_px > type_before
    assert not any(dock.isVisible() for dock in window.docks)
    assert not window.menuBar().isVisible()
    assert not window.statusBar().isVisible()
    assert window.transport.isVisible()
    qtbot.waitUntil(lambda: window.canvas.width() > 0.9 * window.width())
    qtbot.waitUntil(lambda: canvas.seen().contains(canvas.canvas.extent()))
    assert window.transport.speed.width() >= window.transport.speed.sizeHint().width()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.presentation.on)
    assert not window.isFullScreen()
    assert window.hub.theme.base_px == type_before
    assert window.menuBar().isVisible()
    window.resize(1400, 900)
    qtbot.waitUntil(lambda: _widths(window) == before)
    assert canvas.zoom == 3.0
    assert QLineF(canvas.seen().center(), QPointF(100, 50)).length() < 2


def test_a_view_that_fills_the_window_stays_and_goes_back_to_that(window):
    window.docks.enlarge(window.docks["curves"])
    window.presentation.enter()
    assert [dock.view.key for dock in window.docks if dock.isVisible()] == ["curves"]
    window.presentation.leave()
    assert window.docks.enlarged is window.docks["curves"]
    window.docks.reduce()
    assert window.docks["palette"].isVisible()


def test_a_race_shows_its_pictures_alone_and_another_workspace_ends_it(window):
    window.workspaces.show("race")
    sides = window.workspaces.race.sides
    shown = [sides.widget(place).isVisible() for place in range(sides.count())]
    window.presentation.enter()
    picture = window.workspaces.picture
    assert picture.isVisible()
    assert [sides.widget(n).isVisible() for n in range(sides.count())].count(True) == 1
    assert window.workspaces.race.surface.legend.isVisible()  # else nothing says which colour is which lane
    window.workspaces.show("network")
    assert not window.presentation.on
    assert window.docks["palette"].isVisible()
    window.workspaces.show("race")
    assert [sides.widget(place).isVisible() for place in range(sides.count())] == shown
    assert not window.workspaces.race.surface.legend.isVisible()
    window.workspaces.show("network")
