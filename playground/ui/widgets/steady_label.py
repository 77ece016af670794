"""A label whose text can change often without a new layout of the window each time."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget

SHORTER = 0.6
"""A label shrinks for a text that needs less than this share of its width."""

ROUND = 2
"""Pixels by which letters may exceed the reported width of a text."""


class SteadyLabel(QLabel):
    """One line of text in a label of fixed size, which grows with the text and shrinks for much shorter texts.

    Qt requests a new layout at every change of a label's text, unless its size is fixed. For plain text without
    padding.

    Args:
        least: Minimum width in pixels.
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
        """Qt: fit to another font or style."""
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
