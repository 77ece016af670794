"""The window of measurements: kept ones are shown again, and work can be stopped."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.hardware.inventory import facts_of
from playground.hardware.measure.kept import keep
from playground.hardware.measure.points import Point
from playground.hardware.measure.run import Measurement
from playground.spec.project import Project
from playground.ui.hardware.hardware_dialog import NOTHING, HardwareDialog
from playground.ui.style.theme import ThemeHub


def test_kept_measurements_are_shown_compared_and_replaced(qtbot, tmp_path):
    points = (Point("product", "float32", 64, 50.0, 1e-5), Point("product", "<b>x", 512, 100.0, 1e-3))
    keep(Measurement(facts_of("cpu"), points), tmp_path)
    paused, owner = [], QWidget()
    qtbot.addWidget(owner)
    dialog = HardwareDialog(Project, lambda: paused.append(1), tmp_path, ThemeHub("light"), owner)
    dialog.show()
    assert "reach 50 GFLOP/s" in dialog.verdict.text()
    assert "&lt;b&gt;x" in dialog.charts[0].legend.text()
    assert dialog.other.itemText(0) == "nothing"
    dialog.other.setCurrentIndex(1)
    qtbot.mouseClick(dialog.check, Qt.MouseButton.LeftButton)
    assert paused == [1]
    assert not dialog.measure.isEnabled()
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 0)
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.measure.isEnabled()
    assert "comparisons: all agree" in dialog.summary.text()
    dialog.end()


def test_the_command_opens_it_and_without_measurements_it_says_what_to_do(window, unnamed):
    window.actions_table["help.measure"].trigger()
    dialog = window.tools.hardware
    assert dialog.isVisible()
    assert dialog.verdict.text() == NOTHING
    assert unnamed(dialog) == []
    for chart in dialog.charts:
        assert chart.pages.currentWidget() is chart.hint
        assert chart.hint.text() == "Not measured yet."
