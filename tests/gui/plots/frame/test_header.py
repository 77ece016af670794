"""The header of a plot: controls without room go into a drawer, and work there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from playground.ui.plots.frame.controls import button
from playground.ui.plots.frame.flow_row import ROW
from playground.ui.plots.frame.header import Header

WIDE, NARROW = 600, 200


@pytest.fixture
def header(shown):
    header = Header()
    header.add(button("First", ""), button("Second", ""))
    header.push_right()
    header.add_options(button("Long option", "", checkable=True), button("Another option", ""))
    return shown(header, WIDE, ROW + 6)


def resized(header, width, qtbot):
    header.resize(width, 3 * ROW)
    QApplication.processEvents()
    return {made.text(): made for made in header.findChildren(QToolButton)}


def test_a_wide_header_has_everything_in_one_row(header, qtbot):
    buttons = resized(header, WIDE, qtbot)
    assert all(buttons[text].isVisible() for text in ("First", "Second", "Long option", "Another option"))
    assert not buttons["⋯"].isVisible()
    assert len({buttons[text].y() for text in ("First", "Long option", "Another option")}) == 1


def test_a_narrow_header_keeps_its_options_in_a_drawer(header, qtbot):
    buttons = resized(header, NARROW, qtbot)
    assert not buttons["Long option"].isVisible()
    assert header.heightForWidth(NARROW) == header.heightForWidth(WIDE)
    qtbot.mouseClick(buttons["⋯"], Qt.MouseButton.LeftButton)
    assert buttons["Long option"].isVisible()
    with qtbot.waitSignal(buttons["Long option"].toggled):
        qtbot.mouseClick(buttons["Long option"], Qt.MouseButton.LeftButton)
    buttons["Long option"].window().hide()


def test_options_come_back_in_their_order_and_state(header, qtbot):
    buttons = resized(header, NARROW, qtbot)
    buttons["Another option"].hide()
    buttons = resized(header, WIDE, qtbot)
    assert buttons["Long option"].isVisible()
    assert not buttons["Another option"].isVisible()
    buttons["Another option"].show()
    buttons = resized(header, WIDE, qtbot)
    assert buttons["Second"].x() < buttons["Long option"].x() < buttons["Another option"].x()
    assert not buttons["⋯"].isVisible()


def test_in_several_rows_kin_stays_together_at_the_left(header, qtbot):
    for text in ("A", "B"):
        chip = button(text, "")
        chip.setProperty("kin", "classes")
        header.insert(2, chip)
    buttons = resized(header, WIDE, qtbot)
    room = buttons["First"].width() + buttons["Second"].width() + buttons["A"].width() + 30
    buttons = resized(header, room, qtbot)
    assert buttons["A"].y() == buttons["B"].y() > buttons["First"].y()
    assert min(buttons["A"].x(), buttons["B"].x()) == buttons["First"].x()
