"""The text below a plot's picture, whose changes do not move the picture."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class Caption(QWidget):
    """A wrapped text that keeps the room of the longest one until it is hidden.

    The label is in no layout: a new text asks for a layout of the window only when it needs more lines.
    """

    def __init__(self, text_format: Qt.TextFormat = Qt.TextFormat.AutoText) -> None:
        super().__init__()
        self._label = QLabel(self)
        self._label.setObjectName("plotCaption")
        self._label.setWordWrap(True)
        self._label.setTextFormat(text_format)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """Return the text."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Show a text, plain or rich."""
        if text != self._label.text():
            self._label.setText(text)
            self._grow()

    def minimumSizeHint(self) -> QSize:
        """Qt: any width will do."""
        return QSize(0, 0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: begin with the room of one text when shown again."""
        super().hideEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: wrap at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
        self._label.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """Qt: fit to another font or style."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _needed(self) -> int:
        return max(0, self._label.heightForWidth(self.width()))

    def _fit(self) -> None:
        self.setFixedHeight(self._needed())

    def _grow(self) -> None:
        if self._needed() > self.height() or self.isHidden():
            self._fit()
