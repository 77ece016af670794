"""A field for a formula in x and y that completes names and marks what is wrong while one types."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.catalog.expression import FormulaProblem, problem_of
from playground.ui.forms.choice_box import MIXED
from playground.ui.forms.formula_edit import FormulaEdit
from playground.ui.forms.refusal import Refusal

PATIENCE_MS = 400
"""So long after the last key a formula is read."""


class FormulaField(QWidget):
    """Passes a formula on as soon as it can be read and the keys rest; else marks it and says why in one sentence.

    What cannot be read is kept as it was typed, until Esc brings back the last one that was passed on.
    """

    changed = Signal(object)
    """The new formula, one that can be read."""
    settled = Signal()
    """Enter was pressed or the field was left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: str | None = None
        self.edit = FormulaEdit(self)
        self._rest = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._rest.timeout.connect(self._read)
        self.edit.textChanged.connect(self._typed)
        self.edit.entered.connect(self._finish)
        self.edit.left.connect(self._finish)
        self.edit.given_up.connect(self._give_up)
        row = QHBoxLayout()
        row.addWidget(self.edit)
        self.sentence = Refusal(self, row)
        self.setFocusProxy(self.edit)

    def show_value(self, value: str | None, words: str = MIXED) -> None:
        """Show a formula without telling anybody; without one, these words. What is known already disturbs nobody."""
        self.edit.setPlaceholderText(words if value is None else "")
        if value is None or value != self._known:
            self._known = value
            self._write(value or "")

    def _write(self, text: str) -> None:
        self._rest.stop()
        cursor = self.edit.textCursor()
        at_end, place = cursor.atEnd(), cursor.position()
        with QSignalBlocker(self.edit):
            self.edit.setPlainText(text)
        cursor = self.edit.textCursor()
        cursor.setPosition(len(text) if at_end else min(place, len(text)))
        self.edit.setTextCursor(cursor)
        self.edit.document().setModified(False)
        self._tell(self._problem())

    def _problem(self) -> FormulaProblem | None:
        text = self.edit.toPlainText()
        return None if self._known is None and not text else problem_of(text)

    def _tell(self, problem: FormulaProblem | None) -> None:
        self.edit.mark(None if problem is None else (problem.place, problem.end))
        self.sentence.say("" if problem is None else str(problem))

    def _typed(self) -> None:
        """Show a new error late, but remove or move the mark at once."""
        problem = self._problem()
        if problem is None or self.edit.wrong is not None:
            self._tell(problem)
        self._rest.start()

    def _read(self) -> None:
        problem = self._problem()
        if problem is None or not self._unfinished(problem):
            self._tell(problem)
        self._pass_on(problem)

    def _unfinished(self, problem: FormulaProblem) -> bool:
        """Return whether the error is only a word that is still being typed."""
        cursor, completion = self.edit.textCursor().position(), self.edit.completion
        begun = cursor - len(completion.prefix)
        return self.edit.hasFocus() and begun <= problem.place <= cursor and completion.starts_a_name()

    def _finish(self) -> None:
        self._rest.stop()
        problem = self._problem()
        self._tell(problem)
        self._pass_on(problem)
        self.settled.emit()

    def _pass_on(self, problem: FormulaProblem | None) -> None:
        text = self.edit.toPlainText().strip()
        if problem is None and text and text != self._known:
            self._known = text
            self.edit.document().setModified(False)
            self.changed.emit(text)

    def _give_up(self) -> None:
        self._write(self._known or "")
