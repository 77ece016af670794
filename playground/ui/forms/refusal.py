"""The sentence below a field that says why the input was not accepted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget


class Refusal(QLabel):
    """Shows a sentence as long as there is one.

    Args:
        field: The field, which gets the sentence at its lower end.
        controls: The other parts of the field.
    """

    def __init__(self, field: QWidget, controls: QLayout) -> None:
        super().__init__(field)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "refusal")
        self.setWordWrap(True)
        self.hide()
        column = QVBoxLayout(field)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(controls)
        column.addWidget(self)

    def say(self, sentence: str) -> None:
        """Show a sentence; nothing when it is empty."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
