"""What is swept: a row for each setting, with its values as they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.sweep.setting import Setting
from playground.sweep.suggestion import suggested_values

MOST = 8
"""Rows."""
TIP = "A list such as 16, 32, 64, or a range such as 1e-4..1 or 0..1:5 with five points; :log or :linear is its scale"


class AxisRow(QWidget):
    """A setting and its values."""

    changed = Signal()
    removed = Signal()

    def __init__(self, settings: Sequence[Setting], name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = {setting.name: setting for setting in settings}
        self.setting = QComboBox(self)
        self.setting.setAccessibleName("Setting")
        self.setting.setMaxVisibleItems(24)
        self.setting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.addItems(list(self._settings))
        self.setting.setCurrentText(name)
        self.values = QLineEdit(self)
        self.values.setAccessibleName("Values")
        self.values.setToolTip(TIP)
        self.remove = QToolButton(self)
        self.remove.setText("×")
        self.remove.setToolTip("Do not sweep this setting")
        self.remove.setAccessibleName("Remove")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setSpacing(3)
        grid.addWidget(self.setting, 0, 0)
        grid.addWidget(self.remove, 0, 1)
        grid.addWidget(self.values, 1, 0, 1, 2)
        self._suggest()
        self.setting.currentIndexChanged.connect(self._suggest)
        self.values.textEdited.connect(self.changed)
        self.remove.clicked.connect(self.removed)

    @property
    def name(self) -> str:
        """The chosen setting."""
        return self.setting.currentText()

    @Slot()
    def _suggest(self) -> None:
        setting = self._settings.get(self.name)
        if setting is not None:
            self.values.setText(suggested_values(setting))
        self.changed.emit()


class AxisRows(QWidget):
    """Rows that can be added and removed."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._settings: Sequence[Setting] = ()
        self.rows: list[AxisRow] = []
        self.add = QPushButton("Add a setting", self)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._on_add_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def offer(self, settings: Sequence[Setting], first: Sequence[str]) -> None:
        """Offer the settings of a project; rows whose setting is gone go, and the ``first`` come without any row."""
        self._settings = settings
        kept = {row.name: row.values.text() for row in self.rows}
        names = [name for name in kept if name in {setting.name for setting in settings}] or list(first)
        for row in list(self.rows):
            self._drop(row)
        for name in names:
            self.append(name, kept.get(name))
        self.changed.emit()

    def append(self, name: str, values: str | None = None) -> AxisRow:
        """Add a row for a setting, with suggested values unless they are given."""
        row = AxisRow(self._settings, name, self)
        if values is not None:
            row.values.setText(values)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._on_removed(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        self.add.setEnabled(len(self.rows) < MOST)
        return row

    def texts(self) -> dict[str, str]:
        """Return the values as typed, by the names of settings.

        Raises:
            ValueError: When a setting stands in two rows.
        """
        found: dict[str, str] = {}
        for row in self.rows:
            if row.name in found:
                raise ValueError(f"{row.name} stands in two rows.")
            found[row.name] = row.values.text()
        return found

    @Slot()
    def _on_add_clicked(self) -> None:
        taken = {row.name for row in self.rows}
        free = next((setting.name for setting in self._settings if setting.name not in taken), None)
        if free is not None:
            self.append(free)
            self.changed.emit()

    def _on_removed(self, row: AxisRow) -> None:
        self._drop(row)
        self.changed.emit()

    def _drop(self, row: AxisRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add.setEnabled(True)
