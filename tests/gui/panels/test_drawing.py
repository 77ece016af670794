"""Drawing points with mouse and keys: each stroke is one edit of the project."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.catalog.datasets.drawn import unpack_points
from playground.ui.panels.data.data import DataPanel

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def panel(shown, document, hub):
    made = shown(DataPanel(document, hub))
    made.own["drawn"].click()
    return made


@pytest.fixture
def drawing(panel):
    return panel.editors["pad"]


def stored(document):
    return unpack_points(document.project.data.dataset.params.get("points", ""))


def press(pad, at, button=LEFT):
    QTest.mousePress(pad, button, Qt.KeyboardModifier.NoModifier, pad.pixel(np.array(at)).toPoint())


def release(pad, at, button=LEFT):
    QTest.mouseRelease(pad, button, Qt.KeyboardModifier.NoModifier, pad.pixel(np.array(at)).toPoint())


def move(pad, at, button=LEFT):
    place = QPointF(pad.pixel(np.array(at)))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        pad.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(pad, event)


def click(pad, at, button=LEFT):
    press(pad, at, button)
    release(pad, at, button)


def test_the_pad_takes_the_place_of_the_picture(panel, drawing, hand):
    assert drawing.isVisible()
    assert not panel.preview.isVisible()
    assert panel.features["x1"].isVisible()
    hand.click(panel.pictures["moons"])
    assert not drawing.isVisible()
    assert panel.preview.isVisible()


def test_an_empty_pad_says_what_to_do_and_the_problem_too(drawing, analysis):
    assert drawing.words.text() == "No points yet."
    assert any("Nothing is drawn yet" in problem.message for problem in analysis.report.problems)
    assert not drawing.clear.isEnabled()


def test_clicks_are_points_where_they_fell(drawing, document, analysis):
    click(drawing.pad, (-2, 3))
    assert document.undo_label == "Draw points"
    drawing.classes[1].click()
    click(drawing.pad, (4, -1))
    x, y = stored(document)
    np.testing.assert_allclose(x, [(-2, 3), (4, -1)], atol=0.03)
    assert y.tolist() == [0, 1]
    assert analysis.report.data.targets == 2
    assert "1 of A, 1 of B" in drawing.words.text()


def test_a_drag_sprays_and_is_one_step_back(drawing, document):
    press(drawing.pad, (-4, 0))
    for x in np.linspace(-4, 4, 17):
        move(drawing.pad, (x, 0))
    assert len(stored(document)[0]) == 0
    release(drawing.pad, (4, 0))
    x, _ = stored(document)
    assert 15 < len(x) < 60
    assert np.abs(x[:, 1]).max() < 0.4
    assert x[:, 0].max() > 3
    document.undo()
    assert len(stored(document)[0]) == len(drawing.pad.points) == 0
    document.redo()
    assert len(drawing.pad.points) == len(x)


def test_the_right_button_erases_what_is_near(drawing, document):
    for at in ((0, 0), (0.2, 0), (3, 3)):
        click(drawing.pad, at)
    click(drawing.pad, (0.1, 0), RIGHT)
    np.testing.assert_allclose(stored(document)[0], [(3, 3)], atol=0.03)
    assert document.undo_label == "Erase points"
    click(drawing.pad, (-4, -4), RIGHT)
    document.undo()
    assert len(stored(document)[0]) == 3


def test_all_is_cleared_and_comes_back(drawing, document, hand):
    click(drawing.pad, (1, 1))
    hand.click(drawing.clear)
    assert len(stored(document)[0]) == 0
    assert document.undo_label == "Clear the pad"
    document.undo()
    assert len(stored(document)[0]) == 1


def test_keys_draw_choose_and_erase(drawing, document, hand):
    hand.focus(drawing.pad)
    hand.key(drawing.pad, Qt.Key.Key_Space)
    hand.key(drawing.pad, Qt.Key.Key_3)
    assert drawing.classes[2].isChecked()
    for _ in range(10):
        hand.key(drawing.pad, Qt.Key.Key_Right)
    hand.key(drawing.pad, Qt.Key.Key_Return)
    x, y = stored(document)
    np.testing.assert_allclose(x, [(0, 0), (3, 0)], atol=1e-3)
    assert y.tolist() == [0, 2]
    hand.key(drawing.pad, Qt.Key.Key_Delete)
    assert stored(document)[1].tolist() == [0]


def test_a_third_class_asks_for_a_third_output(drawing, document):
    for number, at in enumerate([(0, 0), (1, 1), (2, 2)]):
        drawing.choose_class(number)
        click(drawing.pad, at)
    assert document.project.graph.node("linear-3").params["units"] == 3


def test_points_stay_within_the_square(drawing, document):
    QTest.mouseClick(drawing.pad, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(1, 1))
    np.testing.assert_allclose(np.abs(stored(document)[0]), 6, atol=1e-3)


def test_damaged_points_are_reported_and_can_be_drawn_over(drawing, document, panel):
    data = document.project.data
    broken = data.dataset.with_params(points="!!")
    document.open(document.project.with_(data=data.with_(dataset=broken)), None)
    assert "damaged" in drawing.words.text()
    click(drawing.pad, (0, 0))
    assert len(stored(document)[0]) == 1


def test_the_pad_is_painted_in_both_themes(drawing, hub):
    click(drawing.pad, (0, 0))
    light = drawing.pad.grab().toImage()
    hub.choose("dark")
    assert drawing.pad.grab().toImage() != light
