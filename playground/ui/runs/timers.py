"""Timers of the controllers."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def repeating(owner: QObject, milliseconds: int, slot: Callable[[], object]) -> QTimer:
    """Make a timer, which is not started, for calls at regular intervals."""
    timer = QTimer(owner)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer


def single_shot(owner: QObject, milliseconds: int, slot: Callable[[], object]) -> QTimer:
    """Make a timer, which is not started, for one call after each start."""
    timer = repeating(owner, milliseconds, slot)
    timer.setSingleShot(True)
    return timer
