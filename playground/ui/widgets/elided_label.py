"""A line of text that ends in “…” where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.plain_text import plain_label, plain_tip


class ElidedLabel(QWidget):
    """One line of plain text as wide as there is room; the tool tip has all of it.

    The inner label has a parent without a layout, so that a new text does not make Qt lay out the window again.
    """

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = self._more = ""
        self._label = plain_label("", self)
        self.set_role(role)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_role(self, role: str) -> None:
        """Style the text as the style sheet does for labels of this role."""
        self._label.setProperty("role", role)
        self._label.style().unpolish(self._label)
        self._label.style().polish(self._label)

    def setText(self, text: str, more: str = "") -> None:
        """Show a text; ``more`` follows it in the tool tip alone."""
        if (text, more) != (self._text, self._more):
            self._text, self._more = text, more
            self.setToolTip(plain_tip("\n".join(filter(None, (text, more)))))
            self._fit()

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    @property
    def shown(self) -> str:
        """The text as it is shown."""
        return self._label.text()

    def sizeHint(self) -> QSize:
        """Qt: one line high."""
        edges = self.contentsMargins()
        return QSize(0, self._label.fontMetrics().height() + 2 + edges.top() + edges.bottom())

    def minimumSizeHint(self) -> QSize:
        """Qt: the same."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: fit to another font or style."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.updateGeometry()
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: show as much as fits now."""
        super().resizeEvent(event)
        self._label.setGeometry(self.contentsRect())
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.contentsRect().width() - 2)
        metrics = self._label.fontMetrics()
        self._label.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room))
