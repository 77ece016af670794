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


def short(value: float, characters: int) -> str:
    """Format a number in at most so many characters (6 or more), with up to four digits: ``0.2571``, ``2.372e+04``."""
    texts = (f"{value:.{digits}g}" for digits in (4, 3, 2))
    return next((text for text in texts if len(text) <= characters), f"{value:.1g}")


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

    def show_number(self, value: float) -> None:
        """Show a number with as many digits as fit."""
        self.value.setText(short(value, self._characters))

    def show_share(self, value: float) -> None:
        """Show an accuracy in 0..1."""
        self.value.setText(f"{value:.1%}")

    def show_r2(self, value: float) -> None:
        """Show a coefficient of determination, with three decimals where they fit."""
        words = f"{value:.3f}"
        self.value.setText(words if len(words) <= self._characters else short(value, self._characters))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font. The size stays fixed, so that new digits do not lay out the whole window again."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.value.ensurePolished()
            metrics = self.value.fontMetrics()
            width = max(self._characters * 9, round(self._characters * metrics.horizontalAdvance("0")))
            self.value.setFixedSize(width + 4, max(20, metrics.height()))
