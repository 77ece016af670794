"""A slider for a position in time."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.ui.widgets.jump_slider import JumpSlider

LEFT = Qt.MouseButton.LeftButton


def test_a_click_jumps_there_and_a_drag_continues(qtbot):
    slider = JumpSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.setRange(0, 1000)
    slider.resize(500, 24)
    slider.show()
    middle = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(400, middle))
    assert abs(slider.value() - 800) < 20
    QTest.mouseMove(slider, QPoint(100, middle))
    assert abs(slider.value() - 200) < 20
    QTest.mouseRelease(slider, LEFT, pos=QPoint(100, middle))
    assert not slider.isSliderDown()
