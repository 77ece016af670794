"""The legend of the canvas."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from playground.ui.canvas.card.symbols import legend
from playground.ui.style.theme import ThemeHub


class Legend(QFrame):
    """A popup that explains symbols, wires and maps."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._hub = hub
        self.setProperty("role", "popup")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setFixedWidth(360)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addWidget(self.words)

    def open_above(self, corner: QPoint) -> None:
        """Open with the bottom-left corner at a point of the screen."""
        self.words.setText(legend(self._hub.theme))
        self.adjustSize()
        self.move(corner - QPoint(0, self.height()))
        self.show()
