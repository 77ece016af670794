"""The text of a script: lines can be marked and clicked."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from playground.code.script import Lines
from playground.ui.panels.code.highlight import PythonHighlighter
from playground.ui.style.theme import Theme, mono_font


class ScriptPage(QPlainTextEdit):
    """Shows a script that cannot be edited."""

    line_clicked = Signal(int)
    """Number of a line, counted from 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setUndoRedoEnabled(False)
        self._colors = PythonHighlighter(self.document())
        self._mark_color = QColor()
        self._marked: tuple[Lines, ...] = ()

    def show_script(self, source: str) -> None:
        """Show another script at the same place."""
        bars = self.verticalScrollBar(), self.horizontalScrollBar()
        places = [bar.value() for bar in bars]
        self._marked = ()
        self._colors.read(source)
        self.setPlainText(source)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)

    def mark(self, passages: Iterable[Lines], *, reveal: bool) -> None:
        """Mark these lines, and bring the first of them into sight."""
        self._marked = tuple(passages)
        self._draw_marks()
        if reveal and self._marked:
            first = self.document().findBlockByNumber(self._marked[0][0] - 1)
            if not self._sees(first.blockNumber()):
                self.verticalScrollBar().setValue(max(0, first.blockNumber() - 3))

    @property
    def marked_lines(self) -> list[int]:
        """Numbers of the marked lines, counted from 1."""
        return [line for first, last in self._marked for line in range(first, last + 1)]

    def paint_colors(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self.setFont(mono_font(theme, theme.small_px + 1))
        self._mark_color = QColor(theme.selection)
        self._colors.paint(theme)
        self._draw_marks()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a line, which is not the end of a selection of text."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.line_clicked.emit(self.cursorForPosition(event.position().toPoint()).blockNumber() + 1)

    def _sees(self, number: int) -> bool:
        first = self.firstVisibleBlock().blockNumber()
        shown = self.viewport().height() // max(1, self.fontMetrics().lineSpacing())
        return first <= number < first + shown

    def _draw_marks(self) -> None:
        selections = []
        for line in self.marked_lines:
            selection = QTextEdit.ExtraSelection()
            selection.format.setBackground(self._mark_color)
            selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selection.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
            selections.append(selection)
        self.setExtraSelections(selections)
