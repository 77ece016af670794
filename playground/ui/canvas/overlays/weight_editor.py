"""The field in which a weight is typed."""

import math

from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.items.weight_fans import WeightUnder
from playground.ui.canvas.overlays.field_over import FieldOver
from playground.ui.widgets.plain_text import plain_tip

WIDTH, HEIGHT = 96, 28


class WeightEditor(FieldOver[WeightUnder]):
    """A field at the mouse; only a finite number that was typed is accepted."""

    entered = Signal(object, float)
    """The ``WeightUnder`` as it was, and the new value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 24)
        self.setAccessibleName("Value of a weight")
        self.accepted.connect(self._on_accepted)

    def open_for(self, weight: WeightUnder, at: QPoint) -> None:
        """Open with a weight, all of it selected, so that the pointer is above it."""
        self.setAccessibleName(f"Value of {weight.place.name}")
        self.setToolTip(plain_tip(f"{weight.place.name}: type a value and press Enter"))
        area = self._home.rect()
        x = min(max(0, at.x() - WIDTH // 2), area.width() - WIDTH)
        y = min(at.y() + 10, area.height() - HEIGHT)
        self.open_over(QRect(x, y, WIDTH, HEIGHT), weight, f"{weight.value:.4g}")

    @Slot(object, str)
    def _on_accepted(self, weight: WeightUnder, text: str) -> None:
        try:
            value = float(text.strip().replace("−", "-").replace(",", "."))
        except ValueError:
            return
        if math.isfinite(value) and self.isModified():
            self.entered.emit(weight, value)
