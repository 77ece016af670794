"""The sentence below a field that tells why what was typed is not taken."""

from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget


class Refusal(QLabel):
    """Shows a sentence as long as there is one.

    Args:
        field: The field; it is laid out with the sentence at its lower end.
        controls: All else of the field.
    """

    def __init__(self, field: QWidget, controls: QLayout) -> None:
        super().__init__(field)
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
