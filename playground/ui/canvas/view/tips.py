"""Tool tips over nodes, badges and wires, shown when the mouse rests."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip, QWidget

DELAY = 400
"""Milliseconds that the mouse must rest: longer than the 300 that Qt takes to hide the tool tip before it."""


class Tips(QObject):
    """Shows a tool tip when the mouse rests; empty words show none."""

    def __init__(self, area: QWidget, words: Callable[[QPoint], str]) -> None:
        super().__init__(area)
        self._area = area
        self._words = words
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._show)

    def restart(self) -> None:
        """Start the wait again: the mouse moved."""
        QToolTip.hideText()
        self._timer.start()

    def stop(self) -> None:
        """Hide the tool tip and stop waiting."""
        self._timer.stop()
        QToolTip.hideText()

    def _show(self) -> None:
        where = QCursor.pos()
        at = self._area.mapFromGlobal(where)
        if not self._area.rect().contains(at):
            return
        words = self._words(at)
        if words:
            QToolTip.showText(where, words, self._area)
