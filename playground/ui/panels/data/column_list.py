"""The columns of a table that serve as inputs, with check boxes."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.tables.facts import Column, Facts

NAME = Qt.ItemDataRole.UserRole
HEIGHT = 148


class ColumnList(QWidget):
    """A check box for each column; the target has none."""

    changed = Signal()
    """The user changed which columns are checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items = QListWidget(self)
        self.items.setAccessibleName("Input columns")
        self.items.setFixedHeight(HEIGHT)
        self.every, self.none = QPushButton("All", self), QPushButton("None", self)
        caption = QLabel("Input columns", self)
        caption.setProperty("role", "caption")
        row = QHBoxLayout()
        row.addWidget(caption, 1)
        for button in (self.every, self.none):
            button.setProperty("role", "ghost")
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.items)
        self.items.itemChanged.connect(self.changed)
        self.every.clicked.connect(lambda: self._check(on=True))
        self.none.clicked.connect(lambda: self._check(on=False))

    def show_columns(self, facts: Facts, target: str, chosen: Collection[str]) -> None:
        """Show all columns of a table and which are chosen."""
        at = self.items.verticalScrollBar().value()
        with QSignalBlocker(self.items):
            self.items.clear()
            for column in facts.columns:
                free = column.name != target
                item = QListWidgetItem(f"{column.name}   {described(column) if free else 'target'}")
                item.setData(NAME, column.name)
                flags = Qt.ItemFlag.ItemIsSelectable
                if free:
                    flags |= Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
                    on = column.name in chosen
                    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                item.setFlags(flags)
                self.items.addItem(item)
        self.items.verticalScrollBar().setValue(at)

    def names(self) -> list[str]:
        """Return all columns in order."""
        return [str(self.items.item(row).data(NAME)) for row in range(self.items.count())]

    def checked(self) -> list[str]:
        """Return the chosen columns in order."""
        items = (self.items.item(row) for row in range(self.items.count()))
        return [
            str(item.data(NAME))
            for item in items
            if item.flags() & Qt.ItemFlag.ItemIsEnabled and item.checkState() == Qt.CheckState.Checked
        ]

    def _check(self, *, on: bool) -> None:
        with QSignalBlocker(self.items):
            for row in range(self.items.count()):
                item = self.items.item(row)
                if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.changed.emit()


def described(column: Column) -> str:
    """Describe the content of a column in a few words."""
    many = len(column.values)
    if many == 1:
        return f"always {column.values[0][:20]}"
    if column.role:
        return "counts the rows" if column.role == "index" else "differs in most rows"
    if column.form in {"ymd", "dmy", "mdy", "month"}:
        return "dates, some missing" if column.gap else "dates"
    words = "numbers" if column.kind == "number" else f"{many} texts" if many else "too many different texts"
    return f"{words}, some missing" if column.gap else words
