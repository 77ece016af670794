"""The text of a formula: one line that grows to three, with errors underlined."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit, QWidget

from playground.ui.forms.formula_completion import FormulaCompletion

MOST_LINES = 3
MOST_PASTED = 20_000
"""Characters accepted from the clipboard; far more than a formula may have."""
AMPLITUDE = 2.0
"""Height of the wavy underline, in pixels."""
MISSING = 8.0
"""Width of the underline behind the end, in pixels."""
MOST_UNDERLINED = 300
"""Characters that are underlined at most; more than three lines show."""
BRACKETS = {"(": (")", 1), ")": ("(", -1)}


class FormulaEdit(QPlainTextEdit):
    """Wrapping text without line ends. Enter, leaving and Esc are reported; Tab moves to the next field."""

    entered = Signal()
    """Enter was pressed."""
    left = Signal()
    """The focus left."""
    reverted = Signal()
    """Esc was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "formula")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(1)
        self._wrong: tuple[int, int] | None = None
        self.completion = FormulaCompletion(self)
        self.completion.taken.connect(self.entered)
        self.cursorPositionChanged.connect(self._update_marks)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    # --- marks -----------------------------------------------------------------------------------

    @property
    def wrong(self) -> tuple[int, int] | None:
        """Start and end of what is underlined as wrong; None when nothing is."""
        return self._wrong

    def mark(self, wrong: tuple[int, int] | None) -> None:
        """Underline these characters, or behind the end where there are none; None removes the underline."""
        self._wrong = wrong
        if bool(self.property("wrong")) != (wrong is not None):
            self.setProperty("wrong", wrong is not None)
            self.style().polish(self)
        self._update_marks()

    def brackets(self) -> tuple[int, int] | None:
        """Return the positions of the bracket at the cursor and of its partner; None when there are none."""
        text, cursor = self.toPlainText(), self.textCursor().position()
        here = next((at for at in (cursor - 1, cursor) if text[at : at + 1] in BRACKETS and at >= 0), None)
        if here is None:
            return None
        wanted, direction = BRACKETS[text[here]]
        depth, at = 0, here
        while 0 <= at < len(text):
            depth += (text[at] == text[here]) - (text[at] == wanted)
            if depth == 0:
                return here, at
            at += direction
        return None

    def _update_marks(self) -> None:
        tint = QColor(QApplication.palette().color(QPalette.ColorRole.Highlight))
        tint.setAlpha(70)
        look = QTextCharFormat()
        look.setBackground(tint)
        pair = self.brackets() if self.hasFocus() else None
        dressed = []
        for at in pair or ():
            made = QTextEdit.ExtraSelection()
            made.cursor, made.format = QTextCursor(self.document()), look
            made.cursor.setPosition(at)
            made.cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            dressed.append(made)
        self.setExtraSelections(dressed)
        self.viewport().update()

    def underlines(self) -> list[QRectF]:
        """Return the boxes to underline, one per line; behind the end where something is missing."""
        if self._wrong is None:
            return []
        start, end = self._wrong
        length = len(self.toPlainText())
        if start >= length:
            box = self._box(length)
            return [QRectF(box.left(), box.top(), MISSING, box.height())]
        lines: dict[float, QRectF] = {}
        for at in range(start, min(end, length, start + MOST_UNDERLINED)):
            left, right = self._box(at), self._box(at + 1)
            width = right.left() - left.left() if right.top() == left.top() else MISSING
            box = QRectF(left.left(), left.top(), width, left.height())
            lines[left.top()] = lines.get(left.top(), box).united(box)
        return list(lines.values())

    def _box(self, place: int) -> QRectF:
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        return QRectF(self.cursorRect(cursor))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the text, and underline what is wrong."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QApplication.palette().color(QPalette.ColorRole.BrightText), 1.2))
        for box in self.underlines():
            base, steps = box.bottom() - AMPLITUDE, int(box.width() / AMPLITUDE)
            painter.drawPolyline(
                [QPointF(box.left() + AMPLITUDE * k, base + AMPLITUDE * (k % 2)) for k in range(steps + 1)]
            )
        painter.end()

    # --- size ------------------------------------------------------------------------------------

    def _fit(self) -> None:
        lines = ceil(self.document().documentLayout().documentSize().height())  # it counts lines
        shown = max(1, min(MOST_LINES, lines))
        frame = max(0, self.height() - self.viewport().height())
        inside = shown * self.fontMetrics().lineSpacing() + 2 * self.document().documentMargin()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > MOST_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(ceil(inside) + frame)
        if lines <= MOST_LINES:
            self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width may need another number of lines."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: another theme has another font and other colours."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._update_marks()
            self._fit()

    # --- keys ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Qt: leave undo and redo to the window where the text has nothing to undo or redo."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            has_undo, has_redo = self.document().isUndoAvailable(), self.document().isRedoAvailable()
            if (event.matches(undo) and not has_undo) or (event.matches(redo) and not has_redo):
                event.ignore()
                return False
        return super().event(event)

    def focusNextPrevChild(self, following: bool) -> bool:  # noqa: FBT001 - Qt's
        """Qt: Tab accepts a completion before it moves on."""
        return not self.completion.open and super().focusNextPrevChild(following)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter, Esc, Ctrl+Space, and typing."""
        key = event.key()
        if self.completion.open and key in {
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape,
        }:  # fmt: skip
            event.ignore()  # they are for the completion
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit()
        elif key == Qt.Key.Key_Escape and self.document().isModified():
            self.reverted.emit()
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.completion.offer(everything=True)
        elif event.text() == ")" and self._closed_already():
            self.moveCursor(QTextCursor.MoveOperation.Right)
        else:
            super().keyPressEvent(event)
            self._update_completion(event)

    def _update_completion(self, event: QKeyEvent) -> None:
        """Open, narrow or close the completion; deleting opens nothing."""
        wrote = bool(event.text()) and event.text().isprintable()
        rubbed = event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
        if wrote or (rubbed and self.completion.open):
            self.completion.offer()
        elif self.completion.open:
            self.completion.list.hide()

    def _closed_already(self) -> bool:
        """Return whether the typed bracket already stands behind the cursor and one more would be too many."""
        text, cursor = self.toPlainText(), self.textCursor()
        return (
            not cursor.hasSelection()
            and text[cursor.position() : cursor.position() + 1] == ")"
            and text.count("(") <= text.count(")")
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show the partner of a bracket."""
        super().focusInEvent(event)
        self._update_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: report that the focus left, unless it is in the completion."""
        super().focusOutEvent(event)
        self._update_marks()
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Qt: paste as one line."""
        self.insertPlainText(" ".join(source.text()[:MOST_PASTED].split("\n")).replace("\r", ""))
