"""A number that may be automatic."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.number_line import NumberLine
from playground.ui.forms.refusal import Refusal
from playground.ui.forms.scale import Scale


class OptionalLine(NumberLine):
    """A number line that may be empty; committing nothing reports None."""

    def _commit(self) -> None:
        if self.isModified() and not self.text().strip():
            new, self._value, self._words = self._value is not None, None, ""
            self._revert()
            if new:
                self.committed.emit(None)
            return
        super()._commit()


class OptionalNumberField(QWidget):
    """A number line with a button for the state in which no number is given."""

    changed = Signal(object)
    """The new number, or None."""
    settled = Signal()
    """A number was committed or the switch was used."""

    def __init__(self, scale: Scale, without: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.automatic = QToolButton(self)
        self.automatic.setProperty("role", "chip")
        self.automatic.setText(without)
        self.automatic.setCheckable(True)
        self.automatic.clicked.connect(self._on_automatic_clicked)
        self.line = OptionalLine(scale, self)
        self.line.committed.connect(self._set)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.automatic)
        row.addWidget(self.line)
        self.refusal = Refusal(self, row)
        self.line.refused.connect(self.refusal.say)
        self.setFocusProxy(self.line)

    def show_value(self, value: float | None, words: str = "") -> None:
        """Show a number, or that none is given, without emitting signals; or these words where several differ."""
        self.line.show_value(value, words if words == MIXED else "")
        with QSignalBlocker(self.automatic):
            self.automatic.setChecked(value is None and words != MIXED)

    def _on_automatic_clicked(self, without: bool) -> None:  # noqa: FBT001 - a slot
        if without:
            self.line.setModified(False)
            self._set(None)
        else:
            self.automatic.setChecked(True)  # until there is a number
            self.line.setFocus()

    def _set(self, value: float | None) -> None:
        self.show_value(value)
        self.changed.emit(value)
        self.settled.emit()
