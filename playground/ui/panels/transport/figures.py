"""Numbers of a run as the bar shows them."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

DAY = 24 * 60 * 60
DAYS_FROM = 2
"""Number of days from which hours do not matter."""


def clock(seconds: float) -> str:
    """Minutes and seconds, hours, or days: ``0:14``, ``1:02:03``, ``29 days``."""
    whole = round(seconds)
    if whole >= DAYS_FROM * DAY:
        return f"{whole / DAY:,.0f} days"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def short(loss: float) -> str:
    """Format a loss in at most nine characters: ``0.2571``, ``0.000632``, ``2.372e+04``."""
    return f"{loss:.4g}" if not 0 < abs(loss) < 0.001 else f"{loss:.3g}"


class Figure(QWidget):
    """A caption over a value in digits of one width, so that nothing jumps."""

    def __init__(self, caption: str, characters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.caption = QLabel(caption, self)
        self.caption.setProperty("role", "caption")
        self.value = QLabel("–", self)
        self.value.setProperty("role", "number")
        self._characters = characters
        self.value.setFixedSize(characters * 9 + 4, 20)
        layout.addWidget(self.caption)
        layout.addWidget(self.value)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font. The size stays fixed, so that new digits do not lay out the whole window again."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.value.ensurePolished()
            metrics = self.value.fontMetrics()
            width = max(self._characters * 9, round(self._characters * metrics.horizontalAdvance("0")))
            self.value.setFixedSize(width + 4, max(20, metrics.height()))
