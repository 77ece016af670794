"""A field that lies over the canvas while something is typed."""

from typing import Generic, TypeVar

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

T = TypeVar("T")


class FieldOver(QLineEdit, Generic[T]):
    """Enter or leaving accepts the text, Escape discards it.

    Args:
        parent: The canvas, which gets the focus back.
        most: Characters at most.
    """

    accepted = Signal(object, str)
    """What was edited, and the text that it gets; the field is closed already."""

    def __init__(self, parent: QWidget, most: int) -> None:
        super().__init__(parent)
        self._home = parent
        self._subject: T | None = None
        self.setMaxLength(most)
        self.hide()

    def open_over(self, box: QRect, subject: T, text: str) -> None:
        """Open with the text of what is edited, all of it selected."""
        self._subject = subject
        self.setText(text)
        self.setGeometry(box)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Close and take the text, if open."""
        subject = self._subject
        if subject is not None:
            self.discard()
            self.accepted.emit(subject, self.text())

    def discard(self) -> None:
        """Close without a change."""
        if self._subject is None:
            return
        self._subject = None
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
