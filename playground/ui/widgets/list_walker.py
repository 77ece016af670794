"""Walks a list by keys while a search field above it has the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class ListWalker(QObject):
    """Arrows and page keys move over the rows that can be chosen; Enter chooses.

    Args:
        search: The field that has the keys; owns this.
        rows: The list; rows without ``ItemIsEnabled``, such as the names of groups, are skipped.
        choose: Called with the row that is chosen.
    """

    def __init__(
        self, search: QLineEdit, rows: QListWidget, choose: Callable[[QListWidgetItem], object]
    ) -> None:
        super().__init__(search)
        self._rows, self._choose = rows, choose
        search.installEventFilter(self)

    def move(self, by: int) -> None:
        """Go to the next row that can be chosen, some places further down; 0 for the first one from here."""
        count, direction = self._rows.count(), -1 if by < 0 else 1
        row = min(max(max(self._rows.currentRow(), 0) + by, 0), count - 1)
        while 0 <= row < count and not self._rows.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
            row += direction
        if 0 <= row < count:
            self._rows.setCurrentRow(row)
        elif by < 0:
            self._rows.scrollToTop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: take the keys for the list from the search field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in STEPS:
                self.move(STEPS[Qt.Key(event.key())])
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                row = self._rows.currentItem()
                if row is not None:
                    self._choose(row)
                return True
        return super().eventFilter(watched, event)
