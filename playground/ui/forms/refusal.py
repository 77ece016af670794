"""The sentence below a field that tells why what was typed is not taken."""

from PySide6.QtWidgets import QLabel, QWidget

from playground.ui.forms.number_line import NumberLine


class Refusal(QLabel):
    """Shows why a line refused a number, until the next one is typed."""

    def __init__(self, line: NumberLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "refusal")
        self.setWordWrap(True)
        self.hide()
        line.refused.connect(self.say)

    def say(self, sentence: str) -> None:
        """Show a sentence; nothing when it is empty."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
