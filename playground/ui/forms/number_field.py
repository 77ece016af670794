"""A field for a number, with a slider where the range has two ends."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.number_line import NumberLine
from playground.ui.forms.refusal import Refusal
from playground.ui.forms.scale import POSITIONS, Scale


class CalmSlider(QSlider):
    """A slider that leaves the wheel to the panel it stands in."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: leave the wheel to the panel."""
        event.ignore()


class NumberField(QWidget):
    """A number line with a slider beside it."""

    changed = Signal(object)
    """The new number, also while the slider moves."""
    settled = Signal()
    """The slider was released, or a number was committed."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.line = NumberLine(scale, self)
        self.line.committed.connect(self._on_line_committed)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.slider: CalmSlider | None = None
        if scale.bounded:
            self.slider = CalmSlider(Qt.Orientation.Horizontal, self)
            self.slider.setRange(0, POSITIONS)
            self.slider.setPageStep(POSITIONS // 20)
            self.slider.valueChanged.connect(self._on_slider_moved)
            self.slider.sliderReleased.connect(self.settled)
            self.slider.setMinimumWidth(48)
            row.addWidget(self.slider, 1)
        else:
            row.addStretch(1)
        row.addWidget(self.line)
        self.refusal = Refusal(self, row)
        self.line.refused.connect(self.refusal.say)
        self.setFocusProxy(self.line)

    def show_value(self, value: float | None, words: str = MIXED) -> None:
        """Show a number without emitting signals; without one, these words."""
        self.line.show_value(value, words)
        if self.slider is not None and value is not None and not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self.scale.position(value))

    def _on_slider_moved(self, position: int) -> None:
        value = self.scale.value(position)
        value = int(value) if self.scale.integer else value
        self.line.setModified(False)
        self.line.show_value(value)
        self.changed.emit(value)

    def _on_line_committed(self, value: float) -> None:
        self.show_value(value)
        self.changed.emit(value)
        self.settled.emit()
