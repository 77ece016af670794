"""A field for a number, with a slider where the range has two ends."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider, QWidget

from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.scale import POSITIONS, Scale, text_of


class NumberLine(QLineEdit):
    """Text that is a number. Enter or leaving commits, Esc reverts, arrow keys step."""

    committed = Signal(object)
    """The new number."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._value: float | None = None
        self._words = MIXED
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(72)
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(self._check)

    def show_value(self, value: float | None, words: str = MIXED) -> None:
        """Show a number; without one, these words. What is being typed is not disturbed."""
        self._value, self._words = value, words
        if not (self.hasFocus() and self.isModified()):
            self._revert()

    def _revert(self) -> None:
        self.setText("" if self._value is None else text_of(self._value))
        self.setPlaceholderText(self._words if self._value is None else "")
        self.setModified(False)
        self._mark(None)

    def _read(self) -> tuple[float | None, str | None]:
        try:
            number = float(self.text().replace(",", ".").replace("\u2212", "-"))
        except ValueError:
            return None, "This is not a number."
        return number, self._scale.refusal(number)

    def _check(self) -> None:
        self._mark(self._read()[1] if self.text().strip() else None)

    def _mark(self, problem: str | None) -> None:
        wrong = problem is not None
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().polish(self)
        self.setToolTip(problem or "")

    def _commit(self) -> None:
        if not self.isModified():
            return
        number, problem = self._read()
        if number is None or problem is not None:
            self._revert()
            return
        self._give(number)

    def _give(self, number: float) -> None:
        value = int(number) if self._scale.integer else float(number)
        new, self._value = value != self._value, value
        self._revert()
        if new:
            self.committed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys step, Esc reverts."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._value is not None:
            self._give(self._scale.stepped(self._value, 1 if event.key() == Qt.Key.Key_Up else -1))
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._revert()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel steps only where the keyboard is; elsewhere the panel scrolls."""
        if self.hasFocus() and self._value is not None and event.angleDelta().y():
            self._give(self._scale.stepped(self._value, 1 if event.angleDelta().y() > 0 else -1))
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """An unfinished or wrong number does not stay."""
        super().focusOutEvent(event)
        if self.isModified():
            self._commit()


class CalmSlider(QSlider):
    """A slider that leaves the wheel to the panel it stands in."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The panel scrolls."""
        event.ignore()


class NumberField(QWidget):
    """A number line with a slider beside it."""

    changed = Signal(object)
    """The new number, also while the slider moves."""
    settled = Signal()
    """The hand has left the slider, or a number was committed."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.line = NumberLine(scale, self)
        self.line.committed.connect(self._line_committed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.slider: CalmSlider | None = None
        if scale.bounded:
            self.slider = CalmSlider(Qt.Orientation.Horizontal, self)
            self.slider.setRange(0, POSITIONS)
            self.slider.setPageStep(POSITIONS // 20)
            self.slider.valueChanged.connect(self._slid)
            self.slider.sliderReleased.connect(self.settled)
            self.slider.setMinimumWidth(48)
            layout.addWidget(self.slider, 1)
        else:
            layout.addStretch(1)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)

    def show_value(self, value: float | None, words: str = MIXED) -> None:
        """Show a number without telling anybody; without one, these words."""
        self.line.show_value(value, words)
        if self.slider is not None and value is not None and not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self.scale.position(value))

    def _slid(self, position: int) -> None:
        value = self.scale.value(position)
        value = int(value) if self.scale.integer else value
        self.line.setModified(False)
        self.line.show_value(value)
        self.changed.emit(value)

    def _line_committed(self, value: float) -> None:
        self.show_value(value)
        self.changed.emit(value)
        self.settled.emit()
