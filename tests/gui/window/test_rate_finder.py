"""Finding a learning rate: the button, the curve, the suggestion, taking it, stopping."""

import numpy as np
from PySide6.QtCore import QPointF, Qt

from playground.engine.events.run import RunState
from playground.spec.base import Choice


def test_a_rate_is_found_and_taken_with_one_click(window, qtbot):
    before = window.document.project
    qtbot.mouseClick(window.docks["training"].panel.find_rate, Qt.MouseButton.LeftButton)
    finder = window.tools.rate_finder
    assert finder.isVisible()
    assert finder.cancel.isEnabled()
    qtbot.waitUntil(lambda: finder.rate is not None)
    rates, smooth = finder.smooth.points
    assert len(rates) == len(smooth) > 50
    assert (np.diff(rates) > 0).all()
    assert finder.marks.marks[0][0] == np.log10(finder.rate)
    assert finder.outcome.text() == f"The loss falls fastest at a learning rate of {finder.rate:g}."
    assert not finder.cancel.isEnabled()
    assert not finder.progress.isVisible()
    assert window.runs.state is RunState.READY
    rate = finder.rate
    qtbot.mouseClick(finder.adopt, Qt.MouseButton.LeftButton)
    assert not finder.isVisible()
    assert window.document.project.training.optimizer.params["learning_rate"] == rate
    assert window.document.undo_label == "Change learning rate"
    window.document.undo()
    assert window.document.project == before


def test_another_rate_is_taken_by_a_click_into_the_plot(window, qtbot):
    window.tools.find_rate()
    finder = window.tools.rate_finder
    qtbot.waitUntil(lambda: finder.rate is not None)
    view = finder.chart.view
    place = finder._canvas.mapFromScene(view.mapViewToScene(QPointF(-3.0, view.viewRange()[1][0] + 0.1)))
    qtbot.mouseClick(finder._canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: 8e-4 < finder.rate < 1.25e-3)
    assert finder.adopt.text() == f"Use {finder.rate:g}"
    finder.reject()


def test_a_search_is_stopped(window, qtbot, unnamed):
    window.tools.find_rate()
    finder = window.tools.rate_finder
    assert unnamed(finder) == []
    qtbot.mouseClick(finder.cancel, Qt.MouseButton.LeftButton)
    assert not finder.cancel.isEnabled()
    assert finder.again.isEnabled()
    shown = len(finder.smooth.points[0])
    window.runs.step()
    qtbot.waitUntil(lambda: window.runs.state is RunState.PAUSED)
    assert len(finder.smooth.points[0]) == shown
    finder.reject()


def test_why_there_is_no_search_is_said(window):
    window.document.edit("Break", lambda p: p.with_(training=p.training.with_(loss=Choice(kind="none such"))))
    window.tools.find_rate()
    assert "none such" in window.tools.rate_finder.outcome.text()
    assert window.tools.rate_finder.again.isEnabled()
    window.tools.rate_finder.reject()
