"""Every GUI test cleans up behind itself, or fails."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken


def settle() -> None:
    """Let everything that was told to go, go."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def left_behind(before: set[int]) -> list[str]:
    """What a test must not leave: shown windows, running threads, active timers."""
    found = []
    for each in Shiboken.getAllValidWrappers():
        if not Shiboken.isValid(each):
            continue
        if isinstance(each, QThread) and each.isRunning() and each is not QThread.currentThread():
            found.append(f"running thread {each}")
        elif isinstance(each, QTimer) and each.isActive() and id(each) not in before:
            found.append(f"active timer {each} of {each.parent()}")
    found += [f"top-level widget {widget}" for widget in windows() if id(widget) not in before]
    return found


def windows() -> list[QWidget]:
    """Top-level widgets that are on the screen."""
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaks a thread, an active timer or a window."""
    settle()
    timers = (each for each in Shiboken.getAllValidWrappers() if isinstance(each, QTimer))
    before = {id(each) for each in timers if Shiboken.isValid(each) and each.isActive()}
    before |= {id(widget) for widget in windows()}
    yield
    settle()
    assert left_behind(before) == []
