"""A line of facts that shows as many as fit."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.plain_text import plain_label, plain_tip
from playground.ui.widgets.steady_label import ROUND

BETWEEN = " · "


class PartsLabel(QWidget):
    """Shows the first facts that fit into its width, none of them cut; the tool tip has all.

    The inner label has a parent without a layout, so that a new text does not make Qt lay out the window again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self._line = 0
        self._label = plain_label("", self)
        self._label.setProperty("role", "mono")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, *parts: str) -> None:
        """Show these facts, the most important one first."""
        if parts != self._parts:
            self._parts = parts
            self.setToolTip(plain_tip(self.text()))
            self._fit()

    def text(self) -> str:
        """Return all facts."""
        return BETWEEN.join(self._parts)

    @property
    def shown(self) -> str:
        """The facts that fit."""
        return self._label.text()

    def sizeHint(self) -> QSize:
        """Qt: one line high."""
        self._line = self._label.fontMetrics().height()
        return QSize(0, self._line)

    def minimumSizeHint(self) -> QSize:
        """Qt: the same."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Qt: a request of the label for a new layout matters only if its font has changed."""
        asked = event.type() == QEvent.Type.LayoutRequest
        if asked and self._label.fontMetrics().height() != self._line:
            self.updateGeometry()
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: show the facts that fit now."""
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())
        self._fit()

    def _fit(self) -> None:
        metrics, shown = self._label.fontMetrics(), ""
        for part in self._parts:
            longer = f"{shown}{BETWEEN}{part}" if shown else part
            if metrics.horizontalAdvance(longer) + ROUND > self.width():
                break
            shown = longer
        self._label.setText(shown)
