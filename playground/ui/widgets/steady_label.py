"""A label whose text changes all the time without the window being laid out each time."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

SHORTER = 0.6
"""A label becomes narrower for a text that needs less than this part of its width."""

ROUND = 2
"""Pixels by which letters may reach beyond the width that is told of a text."""


class SteadyLabel(QLabel):
    """One line of text in a label of fixed size, which grows with the text and shrinks when that is much shorter.

    Qt asks for a new layout at every change of a label's text, unless its size is fixed. For plain text without
    padding.

    Args:
        least: Width in pixels, at least.
    """

    def __init__(self, parent: QWidget | None = None, *, least: int = 0) -> None:
        super().__init__(parent)
        self._least = least
        self._fit()

    def setText(self, text: str) -> None:
        """Qt: show a text."""
        super().setText(text)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font or style."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        edges, metrics = self.contentsMargins(), self.fontMetrics()
        width = max(
            self._least, metrics.horizontalAdvance(self.text()) + ROUND + edges.left() + edges.right()
        )
        height = metrics.height() + edges.top() + edges.bottom()
        if not SHORTER * self.maximumWidth() <= width <= self.maximumWidth():
            self.setFixedWidth(width)
        if height != self.maximumHeight():
            self.setFixedHeight(height)
