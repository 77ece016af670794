"""The legend of the canvas."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from playground.ui.canvas.card.symbols import legend
from playground.ui.style.theme import ThemeHub

WIDTHS = (360, 480, 600, 720)
"""Widths of the words, the narrowest first that is not too high for the screen."""
MARGIN = 8
"""Pixels between the legend and the border of the screen."""


class Legend(QFrame):
    """A popup that explains symbols, wires and maps."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._hub = hub
        self.setProperty("role", "popup")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addWidget(self.words)

    def open_above(self, corner: QPoint) -> None:
        """Open with the bottom-left corner at a point of the screen, or as near as the screen has room."""
        self.words.setText(legend(self._hub.theme))
        room = self.screen().availableGeometry().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        for width in WIDTHS:
            self.words.setFixedWidth(width)
            self.words.setFixedHeight(self.words.heightForWidth(width))
            self.adjustSize()
            if self.height() <= room.height():
                break
        x = min(corner.x(), room.right() + 1 - self.width())
        y = min(corner.y(), room.bottom() + 1) - self.height()
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
