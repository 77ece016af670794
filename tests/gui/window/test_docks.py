"""Docks keep their sizes through workspaces and small windows, and show their content whole."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar

LARGE, SMALL = (1600, 1000), (960, 600)
LEFT = Qt.MouseButton.LeftButton


def sizes(window):
    """Of the docks on the screen."""
    return {dock.view.key: dock.size().toTuple() for dock in window.docks if dock.seen}


@pytest.fixture
def window(make_window, project, qtbot):
    """A window of the test's own: nobody has arranged its docks yet."""
    window = make_window(project)
    resize(window, LARGE, qtbot)
    window.docks.lay_out()
    settle(window, qtbot)
    return window


def settle(window, qtbot):
    """Wait until the docks stand still."""
    seen = []

    def still():
        seen.append(sizes(window))
        return len(seen) > 1 and seen[-1] == seen[-2]

    qtbot.waitUntil(still)


def resize(window, size, qtbot):
    window.resize(*size)
    settle(window, qtbot)


def test_rounds_of_switching_and_resizing(window, qtbot):
    before = sizes(window)
    assert before["palette"][0] == 216
    assert before["inspector"][0] == 330
    for number in range(4):
        window.workspaces.show("race")
        window.resize(*(SMALL if number % 2 else (1366, 768)))
        QApplication.processEvents()
        window.workspaces.show("network")
        QApplication.processEvents()
        resize(window, LARGE, qtbot)
        assert sizes(window) == before


def test_more_tabs_are_all_in_sight_and_closed_again_they_leave_no_trace(window, qtbot):
    resize(window, (1366, 768), qtbot)
    before = sizes(window)
    for key in ("backprop", "code", "measures"):
        window.docks[key].bring()
    QTest.mouseClick(window, LEFT)
    for size in (LARGE, (1366, 768)):
        resize(window, size, qtbot)
        bars = [bar for bar in window.findChildren(QTabBar) if bar.isVisible() and bar.count() > 1]
        assert any(bar.tabText(place) == "Backpropagation" for bar in bars for place in range(bar.count()))
        for bar in bars:
            titles = [bar.fontMetrics().horizontalAdvance(bar.tabText(place)) for place in range(bar.count())]
            assert bar.parent() is not window or bar.width() >= bar.tabRect(bar.count() - 1).right()
            assert all(bar.tabRect(place).width() > titles[place] for place in range(bar.count()))
    for key in ("backprop", "code", "measures"):
        window.docks[key].close()
    assert window.docks["inspector"].seen, "it was in front before"
    assert window.docks["prediction"].seen
    resize(window, LARGE, qtbot)
    resize(window, (1366, 768), qtbot)
    assert sizes(window) == before


def test_the_race_needs_no_room_while_it_is_hidden(window):
    before = window.centralWidget().minimumSizeHint()
    window.workspaces.show("race")
    window.workspaces.show("network")
    assert window.centralWidget().minimumSizeHint() == before


def test_a_width_chosen_with_the_mouse_stays(window, qtbot):
    palette = window.docks["palette"]
    line = QPoint(palette.geometry().right() + 2, palette.geometry().center().y())
    QTest.mousePress(window, LEFT, pos=line)
    QTest.mouseMove(window, line + QPoint(60, 0))
    QApplication.processEvents()
    QTest.mouseRelease(window, LEFT, pos=line + QPoint(60, 0))
    settle(window, qtbot)
    assert palette.width() == pytest.approx(276, abs=3)
    chosen = palette.width()
    resize(window, SMALL, qtbot)
    window.workspaces.show("race")
    window.workspaces.show("network")
    resize(window, LARGE, qtbot)
    assert palette.width() == chosen


def test_no_dock_is_narrower_than_its_content_bears_and_all_that_takes_keys_has_a_name(
    window, qtbot, unnamed
):
    for size in (LARGE, SMALL, (1366, 768)):
        resize(window, size, qtbot)
        for dock in window.docks:
            dock.bring()
            settle(window, qtbot)
            assert dock.width() >= dock.view.least, size
            assert dock.panel.width() >= dock.panel.minimumSizeHint().width(), size
            assert window.minimumSizeHint().width() <= size[0], "it would stand beyond the edge of the window"
    assert unnamed(window) == []


def test_a_small_window_has_more_tabs(window, qtbot):
    assert window.docks["contour"] not in window.tabifiedDockWidgets(window.docks["prediction"])
    resize(window, SMALL, qtbot)
    assert window.docks["contour"] in window.tabifiedDockWidgets(window.docks["prediction"])
    assert window.docks["prediction"].seen


def test_columns_become_tabs_while_they_have_no_room(window, qtbot):
    keys, flow = ("curves", "prediction", "contour", "flow"), window.docks["flow"]
    window.removeDockWidget(flow)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, flow, Qt.Orientation.Horizontal)
    flow.show()
    flow.topLevelChanged.emit(False)
    settle(window, qtbot)
    QTest.mouseClick(window, LEFT)
    before = sizes(window)
    assert set(keys) < set(before)
    resize(window, (1366, 768), qtbot)
    for key in keys:
        assert window.docks[key].width() >= window.docks[key].view.least
    resize(window, SMALL, qtbot)
    seen = [key for key in keys if window.docks[key].seen]
    assert seen == ["curves", "prediction"]
    assert all(window.docks[key].width() >= window.docks[key].view.least for key in seen)
    resize(window, LARGE, qtbot)
    assert sizes(window) == before


def test_what_people_arranged_is_not_laid_out_again(window, qtbot):
    window.docks["prediction"].bar.shut.click()
    settle(window, qtbot)
    resize(window, SMALL, qtbot)
    assert window.docks["prediction"].isHidden()
    assert window.docks["contour"] not in window.tabifiedDockWidgets(window.docks["prediction"])
    resize(window, LARGE, qtbot)
    assert window.docks["prediction"].isHidden()


def test_only_what_was_arranged_is_remembered(window, make_window, project, memory, qtbot):
    assert window.docks.layout() == b""
    window.docks["prediction"].bar.shut.click()
    window.close()
    again = make_window(project, memory=memory)
    assert again.docks["prediction"].isHidden()
    assert again.docks.arranged


def enlarge(dock):
    QTest.mouseDClick(dock.bar, LEFT, pos=QPoint(30, 10))


def escape(window, qtbot):
    window.activateWindow()
    window.docks["contour"].panel.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Escape)


def through_the_race(window, _qtbot):
    window.workspaces.show("race")
    assert window.centralWidget().isVisible()
    window.workspaces.show("network")


def test_a_view_fills_the_window_and_goes_back(window, qtbot):
    before = sizes(window)
    contour = window.docks["contour"]
    for back in (
        escape,
        lambda *_: enlarge(contour),
        through_the_race,
        lambda *_: window.docks.lay_out(),
    ):
        enlarge(contour)
        settle(window, qtbot)
        assert set(sizes(window)) == {"contour"}
        assert contour.width() > 0.97 * window.width()
        back(window, qtbot)
        settle(window, qtbot)
        assert sizes(window) == before
        assert window.centralWidget().isVisible()
        assert not window.docks.arranged


def test_a_double_click_on_a_tab_lets_its_view_fill_the_window(window, qtbot):
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    bar, place = next(
        (bar, place) for bar in bars for place in range(bar.count()) if bar.tabText(place) == "Gradient flow"
    )
    QTest.mouseDClick(bar, LEFT, pos=bar.tabRect(place).center())
    settle(window, qtbot)
    assert set(sizes(window)) == {"flow"}
    window.docks.reduce()
    settle(window, qtbot)
    assert "palette" in sizes(window)
