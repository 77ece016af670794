"""Keys in text fields: undo of what was committed, Escape to the picture, double-click."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.ui.forms.number_line import NumberLine
from playground.ui.forms.scale import Scale

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def units(window, qtbot):
    """The field for the units of the first layer, with the focus."""
    window.canvas.canvas.selection.set(["linear-1"])
    window.docks["inspector"].bring()
    panel = window.docks["inspector"].panel
    qtbot.waitUntil(lambda: any(line.text() == "4" for line in panel.findChildren(NumberLine)))
    line = next(line for line in panel.findChildren(NumberLine) if line.text() == "4")
    focus(line, qtbot)
    return line


def focus(field, qtbot):
    field.window().activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: field is QApplication.focusWidget())


def units_of(window):
    return window.document.project.graph.node("linear-1").params["units"]


def test_undo_after_a_typed_number(window, units):
    units.selectAll()
    QTest.keyClicks(units, "5")
    QTest.keyClick(units, Qt.Key.Key_Return)
    assert units_of(window) == 5
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert units_of(window) == 4


def test_undo_while_typing_belongs_to_the_field(window, units):
    window.document.edit("Renamed", lambda project: project.with_(name="Renamed"))
    QTest.keyClicks(units, "77")
    QTest.keyClick(units, Qt.Key.Key_Z, CONTROL)
    assert units.text() == "4"
    assert window.document.project.name == "Renamed"


def test_undo_with_an_empty_search_field_undoes_the_edit(window, qtbot):
    name = window.document.project.name
    window.document.edit("Renamed", lambda project: project.with_(name="Renamed"))
    focus(window.docks["palette"].panel.search, qtbot)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    assert window.document.project.name == name


def test_escape_reverts_first_and_then_gives_the_focus_back(window, units):
    QTest.keyClicks(units, "9")
    QTest.keyClick(units, Qt.Key.Key_Escape)
    assert units.text() == "4"
    assert units.hasFocus()
    QTest.keyClick(units, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()


def test_a_double_click_selects_the_whole_number(window, qtbot):
    line = NumberLine(Scale(0, 1))
    qtbot.addWidget(line)
    line.show_value(0.025)
    line.show()
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 12, line.height() // 2))
    assert line.selectedText() == line.text() == "0.025"
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.selectedText() == "0.025", "a third click takes nothing away"
