"""A field for a formula in x and y that completes names and underlines errors while one types."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.catalog.expression import FormulaProblem, problem_of
from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.formula_edit import FormulaEdit
from playground.ui.forms.refusal import Refusal

PAUSE_MS = 400
"""Pause after the last key before a formula is read."""


class FormulaField(QWidget):
    """Reports a formula once it can be parsed and typing pauses; otherwise underlines the error and explains it.

    Text that cannot be parsed stays as typed until Esc restores the last formula reported.
    """

    changed = Signal(object)
    """The new formula, which can be parsed."""
    settled = Signal()
    """Enter was pressed or the field was left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: str | None = None
        self.edit = FormulaEdit(self)
        self._pause_timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause_timer.timeout.connect(self._on_pause)
        self.edit.textChanged.connect(self._on_text_changed)
        self.edit.entered.connect(self._on_finished)
        self.edit.left.connect(self._on_finished)
        self.edit.reverted.connect(self._revert)
        row = QHBoxLayout()
        row.addWidget(self.edit)
        self.sentence = Refusal(self, row)
        self.setFocusProxy(self.edit)

    def show_value(self, value: str | None, words: str = MIXED) -> None:
        """Show a formula without emitting signals; without one, these words. A formula already shown is left alone."""
        self.edit.setPlaceholderText(words if value is None else "")
        if value is None or value != self._known:
            self._known = value
            self._write(value or "")

    def _write(self, text: str) -> None:
        self._pause_timer.stop()
        cursor = self.edit.textCursor()
        at_end, place = cursor.atEnd(), cursor.position()
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.setPosition(len(text) if at_end else min(place, len(text)))
        self.edit.setTextCursor(cursor)
        self.edit.document().setModified(False)
        self._show_problem(self._problem())

    def _problem(self) -> FormulaProblem | None:
        text = self.edit.toPlainText()
        return None if self._known is None and not text else problem_of(text)

    def _show_problem(self, problem: FormulaProblem | None) -> None:
        self.edit.mark(None if problem is None else (problem.place, problem.end))
        self.sentence.say("" if problem is None else str(problem))

    def _on_text_changed(self) -> None:
        """Show a new error late, but remove or move the mark at once."""
        problem = self._problem()
        if problem is None or self.edit.wrong is not None:
            self._show_problem(problem)
        self._pause_timer.start()

    def _on_pause(self) -> None:
        problem = self._problem()
        if problem is None or not self._unfinished(problem):
            self._show_problem(problem)
        self._pass_on(problem)

    def _unfinished(self, problem: FormulaProblem) -> bool:
        """Return whether the error is only a word that is still being typed."""
        cursor, completion = self.edit.textCursor().position(), self.edit.completion
        begun = cursor - len(completion.prefix)
        return self.edit.hasFocus() and begun <= problem.place <= cursor and completion.starts_a_name()

    def _on_finished(self) -> None:
        self._pause_timer.stop()
        problem = self._problem()
        self._show_problem(problem)
        self._pass_on(problem)
        self.settled.emit()

    def _pass_on(self, problem: FormulaProblem | None) -> None:
        text = self.edit.toPlainText().strip()
        if problem is None and text and text != self._known:
            self._known = text
            self.edit.document().setModified(False)
            self.changed.emit(text)

    def _revert(self) -> None:
        self._write(self._known or "")
