"""Many starts and stops of a run leave nothing behind in the window: no memory, no object, no thread, no timer."""

import threading

import pytest
from PySide6.QtCore import QTimer
from shiboken6 import Shiboken

from playground.engine.events.run import RunState, Started
from playground.ui.runs.runner import Runner


def valid(kind):
    return [each for each in Shiboken.getAllValidWrappers() if isinstance(each, kind)]


def threads():
    """Python's threads; those of Qt, which Python calls dummies as soon as it meets them, are counted as runners."""
    return {each for each in threading.enumerate() if not each.name.startswith("Dummy-")}


@pytest.fixture
def plays(window, watch, qtbot):
    """Plays and resets, until the next run stands ready."""

    def play(_number=0):
        watch.events.clear()
        window.runs.play()
        qtbot.waitUntil(lambda: window.runs.state is RunState.RUNNING)
        window.runs.reset()
        watch.events.clear()
        qtbot.waitUntil(lambda: bool(watch.of(Started)))

    return play


@pytest.fixture
def rests(window, watch, qtbot):
    """Waits until the run that stands ready has drawn everything and its thread sleeps."""

    def rest():
        qtbot.waitUntil(lambda: window.runs.resting and len(valid(Runner)) == 1)
        watch.events.clear()

    return rest


def test_starts_and_stops_leave_flat_memory_no_object_no_thread_and_no_timer(
    window, plays, rests, nothing_stays, qtbot
):
    before = threads()
    rests()
    timers = sum(each.isActive() for each in valid(QTimer))
    nothing_stays(plays, warm_up=10, rounds=4, cycles=24, rest=rests)
    assert sum(each.isActive() for each in valid(QTimer)) <= timers
    assert len(valid(Runner)) == 1
    qtbot.waitUntil(lambda: threads() <= before)  # one that writes a file may still be at it
