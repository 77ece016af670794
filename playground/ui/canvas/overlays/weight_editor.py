"""The field in which a weight is typed."""

import math

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.ui.canvas.items.weight_fans import WeightUnder

WIDTH, HEIGHT = 96, 28


class WeightEditor(QLineEdit):
    """A field at the mouse; Enter or leaving accepts a number, Escape discards it."""

    entered = Signal(object, float)
    """The ``WeightUnder`` as it was, and the new value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._home = parent
        self._weight: WeightUnder | None = None
        self.setMaxLength(24)
        self.hide()

    def open_for(self, weight: WeightUnder, at: QPoint) -> None:
        """Open with a weight, all of it selected, so that the pointer is above it."""
        self._weight = weight
        self.setAccessibleName(f"Value of {weight.place.name}")
        self.setToolTip(f"{weight.place.name}: type a value and press Enter")
        self.setText(f"{weight.value:.4g}")
        area = self._home.rect()
        x = min(max(0, at.x() - WIDTH // 2), area.width() - WIDTH)
        y = min(at.y() + 10, area.height() - HEIGHT)
        self.setGeometry(QRect(x, y, WIDTH, HEIGHT))
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Close and report the value, if open and a number was typed."""
        weight, self._weight = self._weight, None
        if weight is None:
            return
        unchanged = not self.isModified()
        self._leave()
        try:
            value = float(self.text().strip().replace("−", "-").replace(",", "."))
        except ValueError:
            return
        if math.isfinite(value) and not unchanged:
            self.entered.emit(weight, value)

    def discard(self) -> None:
        """Close without a change."""
        if self._weight is not None:
            self._weight = None
            self._leave()

    def _leave(self) -> None:
        # The focus goes back first: hiding a focused field would hand it to the next widget, like Tab.
        if self.hasFocus():
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: a key went down."""
        if event.key() == Qt.Key.Key_Escape:
            self.discard()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: the focus left."""
        super().focusOutEvent(event)
        self.commit()
