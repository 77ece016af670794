"""The field in which a node's title is edited."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class TitleEditor(QLineEdit):
    """A field that lies over a node's title; Enter or leaving accepts the text, Escape discards it."""

    renamed = Signal(str, str)
    """Node id and new title."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._home = parent
        self._node: str | None = None
        self.setMaxLength(80)
        self.setAccessibleName("Title of the node")
        self.hide()

    def open_for(self, node: str, title: str, box: QRect) -> None:
        """Open with a node's title, all of it selected."""
        self._node = node
        self.setText(title)
        self.setGeometry(box)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Close and report the text, if open."""
        node, self._node = self._node, None
        if node is not None:
            self._leave()
            self.renamed.emit(node, self.text())

    def discard(self) -> None:
        """Close without a change."""
        if self._node is not None:
            self._node = None
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
