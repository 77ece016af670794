"""A line of text that holds a number."""

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.scale import Scale, text_of

DIGITS, BESIDE, LEAST_WIDTH = 7, 14, 72
"""Digits that a line has room for, and pixels: beside them, and of the narrowest line."""
LONGEST = 24
"""Characters of a wrong number that a message repeats."""


class NumberLine(QLineEdit):
    """A line of text that holds a number. Enter or leaving commits, Esc reverts, arrow keys step."""

    committed = Signal(object)
    """The new number."""
    refused = Signal(str)
    """Why the input was not accepted, in one sentence; empty once that is over."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self._value: float | None = None
        self._words = MIXED
        self._double_click = QElapsedTimer()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._fit()
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(self._check)

    def _fit(self) -> None:
        """Make room for the longest usual number in the font of the theme."""
        self.setFixedWidth(max(LEAST_WIDTH, self.fontMetrics().horizontalAdvance("0" * DIGITS) + BESIDE))

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def show_value(self, value: float | None, words: str = MIXED) -> None:
        """Show a number; without one, these words. Typing is not disturbed."""
        if value != self._value:
            self.refused.emit("")
        self._value, self._words = value, words
        if not (self.hasFocus() and self.isModified()):
            self._revert()

    def _revert(self) -> None:
        self.setText("" if self._value is None else text_of(self._value))
        self.setPlaceholderText(self._words if self._value is None else "")
        self.setModified(False)
        self._mark(None)

    def _read(self) -> tuple[float | None, str | None]:
        try:
            number = float(self.text().replace(",", ".").replace("\u2212", "-"))
        except ValueError:
            return None, "This is not a number."
        return number, self.scale.refusal(number)

    def _check(self) -> None:
        self.refused.emit("")
        self._mark(self._read()[1] if self.text().strip() else None)

    def _mark(self, problem: str | None) -> None:
        wrong = problem is not None
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().polish(self)
        self.setToolTip(problem or "")

    def _commit(self) -> None:
        if not self.isModified():
            return
        number, problem = self._read()
        if number is None or problem is not None:
            typed, why = self.text().strip(), problem or ""
            self._revert()
            self.refused.emit(_refusal(typed, why) if typed else "")
            return
        self._set(number)

    def _set(self, number: float) -> None:
        value = int(number) if self.scale.integer else float(number)
        new, self._value = value != self._value, value
        self._revert()
        if new:
            self.committed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrow keys step, Esc reverts."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self._value is not None:
            self._set(self.scale.stepped(self._value, 1 if event.key() == Qt.Key.Key_Up else -1))
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._revert()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: select the whole number, not the digits on one side of its point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.selectAll()
            self._double_click.start()
        else:
            super().mouseDoubleClickEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a third click leaves everything selected."""
        since = (
            self._double_click.elapsed()
            if self._double_click.isValid()
            else QApplication.doubleClickInterval()
        )
        if since >= QApplication.doubleClickInterval():
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: the wheel steps only with the focus; otherwise the panel scrolls."""
        if self.hasFocus() and self._value is not None and event.angleDelta().y():
            self._set(self.scale.stepped(self._value, 1 if event.angleDelta().y() > 0 else -1))
            event.accept()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: discard an unfinished or wrong number."""
        super().focusOutEvent(event)
        if self.isModified():
            self._commit()


def _refusal(typed: str, why: str) -> str:
    short = typed if len(typed) <= LONGEST else f"{typed[:LONGEST]}…"
    return f"“{short}” was not accepted: {why[:1].lower()}{why[1:]}"
