"""The row that says what is on paper: a ready-made expression, one's own, or the network."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QVBoxLayout, QWidget

from playground.backprop.ready import READY, Ready
from playground.catalog.formula_tokens import FormulaProblem
from playground.ui.backprop.values_form import mark
from playground.ui.widgets.plain_text import plain_label

NETWORK, OWN = "network", "own"
"""Keys of the sources that are not ready-made."""
PAUSE_MS = 350
"""Pause after the last key before an expression is read."""


class SourceRow(QWidget):
    """Asks for another source or another expression."""

    source_chosen = Signal(str)
    """Key of a source that was chosen by hand."""
    edited = Signal()
    """Another expression was typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox(self)
        self.box.setAccessibleName("What is on paper")
        for ready in READY:
            self.box.addItem(ready.title, ready.key)
        self.box.addItem("Own expression", OWN)
        self.box.insertSeparator(self.box.count())
        self.box.addItem("The network of the project", NETWORK)
        self.box.setMinimumContentsLength(18)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("An expression such as sum(x*y + z), or a = x*y; c = sum(a + z)")
        self.line.setAccessibleName("Expression")
        self.line.setProperty("role", "formula")
        self.line.setMaxLength(2_000)
        self.about = plain_label("", self)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self.about.hide()
        self.words = plain_label("", self)
        self.words.setProperty("role", "refusal")
        self.words.setWordWrap(True)
        self.words.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.box)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.about, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.words)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.edited)
        self.line.textEdited.connect(self._on_text_edited)
        self.line.returnPressed.connect(self._on_entered)
        self.box.activated.connect(self._on_activated)

    @property
    def source(self) -> str:
        """Key of the source."""
        return str(self.box.currentData())

    def choose(self, key: str) -> None:
        """Show another source without emitting signals."""
        place = self.box.findData(key)
        self.box.setCurrentIndex(max(0, place))
        self._show_parts()

    def _show_parts(self) -> None:
        """Show the expression, or what there is to say about the network."""
        self.line.setVisible(self.source != NETWORK)
        self.about.setVisible(self.source == NETWORK)

    def set_narrow(self, *, narrow: bool) -> None:
        """Put the expression below the box, or beside it."""
        policies, directions = QComboBox.SizeAdjustPolicy, QBoxLayout.Direction
        self.box.setSizeAdjustPolicy(
            policies.AdjustToMinimumContentsLengthWithIcon if narrow else policies.AdjustToContents
        )
        self._row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def ready(self) -> Ready | None:
        """Return the ready-made expression that is chosen; None for other sources."""
        return next((ready for ready in READY if ready.key == self.source), None)

    def say(self, words: str, problem: FormulaProblem | None = None) -> None:
        """Show a sentence, and mark the expression when it is about it; nothing when it is empty."""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        mark(self.line, wrong=problem is not None)

    def stop(self) -> None:
        """Wait for no key any more."""
        self._pause.stop()

    @Slot()
    def _on_text_edited(self) -> None:
        if self.source != OWN:
            self.choose(OWN)
        self._pause.start()

    @Slot()
    def _on_entered(self) -> None:
        self._pause.stop()
        self.edited.emit()

    @Slot()
    def _on_activated(self) -> None:
        self._pause.stop()
        self._show_parts()
        self.source_chosen.emit(self.source)
