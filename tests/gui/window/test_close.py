"""Ends: closing and opening another file leave nothing behind."""

from PySide6.QtCore import Qt, QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from playground.engine.events.run import RunState, Started
from playground.ui.runs.runner import Runner

LEFT = Qt.MouseButton.LeftButton


def runners():
    return [each for each in Shiboken.getAllValidWrappers() if isinstance(each, Runner)]


def test_closing_while_training_ends_the_thread(window, qtbot):
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
    assert window.close()
    assert not window.runs.running
    mine = QThread.currentThread()
    threads = [each for each in Shiboken.getAllValidWrappers() if isinstance(each, QThread)]
    assert [each for each in threads if each.isRunning() and each is not mine] == []


def test_opening_another_project_while_training_starts_its_run(window, watch, make_project, qtbot):
    window.runs.play()
    qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
    watch.events.clear()
    window.document.open(make_project(seed=77), None)
    qtbot.waitUntil(lambda: bool(watch.of(Started)))
    assert watch.of(Started)[-1].seed == 77
    assert window.runs.state is RunState.READY
    qtbot.waitUntil(lambda: len(runners()) == 1)


def test_a_thousand_clicks_in_any_order_are_survived(window, qtbot):
    transport = window.transport
    buttons = (
        transport.play,
        transport.step,
        transport.play,
        transport.epoch,
        transport.play,
        transport.step,
    )
    for number in range(1000):
        QTest.mouseClick(transport.reset if number % 25 == 24 else buttons[number % len(buttons)], LEFT)
        if number % 10 == 0:
            QApplication.processEvents()
    window.runs.pause()
    QTest.mouseClick(transport.reset, LEFT)
    qtbot.waitUntil(lambda: window.runs.state is RunState.READY and len(runners()) == 1)
    QTest.mouseClick(transport.step, LEFT)
    qtbot.waitUntil(lambda: "step 1" in transport.facts.text())
