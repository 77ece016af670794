"""Keys of the window that text fields would keep: undo after a committed edit, and Escape back to the picture."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

KEYS = QKeySequence.StandardKey


class FieldKeys(QObject):
    """Follows the field that has the focus.

    A field keeps undo and redo only while it has typing of its own to undo; Qt's fields keep them always.

    Args:
        window: Whose fields are followed.
        middle: Returns the widget to which Escape gives the focus.
    """

    def __init__(self, window: QWidget, middle: Callable[[], QWidget]) -> None:
        super().__init__(window)
        self._window, self._middle = window, middle
        self._field: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._field is not None:
            self._field.removeEventFilter(self)
            self._field = None
        if isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit) and self._window.isAncestorOf(new):
            self._field = new
            new.installEventFilter(self)
            new.destroyed.connect(self._on_destroyed)

    @Slot()
    def _on_destroyed(self) -> None:
        self._field = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the field; undo and redo that it has no use for go to the window."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = _typing(watched)
            idle = (event.matches(KEYS.Undo) and not undo) or (event.matches(KEYS.Redo) and not redo)
            if idle:
                event.ignore()
                return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() == Qt.Key.Key_Escape and self._leave(watched)
        return super().eventFilter(watched, event)

    def _leave(self, field: QObject) -> bool:
        """Give the focus to the picture, unless the field has something to revert first."""
        middle = self._middle()
        if _modified(field) or not isinstance(field, QWidget) or middle.isAncestorOf(field):
            return False
        middle.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _modified(field: QObject) -> bool:
    if isinstance(field, QLineEdit):
        return field.isModified() and bool(field.text())
    return isinstance(field, QPlainTextEdit | QTextEdit) and field.document().isModified()


def _typing(field: QObject) -> tuple[bool, bool]:
    """Whether a field has typing to undo, and to redo."""
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable(), field.isRedoAvailable()
    if isinstance(field, QPlainTextEdit | QTextEdit):
        return field.document().isUndoAvailable(), field.document().isRedoAvailable()
    return False, False
