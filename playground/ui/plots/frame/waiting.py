"""The text that stands in place of a chart with nothing to show, whose axes would have invented ticks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget


class Waiting(QLabel):
    """Covers a chart with a text until it is hidden.

    Args:
        chart: It is covered whole, whatever its size.
    """

    def __init__(self, chart: QWidget) -> None:
        super().__init__(chart)
        self._chart = chart
        self.setObjectName("plotWaiting")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setContentsMargins(24, 12, 24, 12)
        chart.installEventFilter(self)
        self.setGeometry(chart.rect())

    def show_text(self, text: str) -> None:
        """Show a text over the chart; an empty one uncovers the chart."""
        if text != self.text():
            self.setText(text)
        if bool(text) == self.isHidden():
            self.setVisible(bool(text))
        if text:
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: cover the chart at its new size."""
        if watched is self._chart and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._chart.rect())
        return super().eventFilter(watched, event)
