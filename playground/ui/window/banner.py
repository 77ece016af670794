"""What went wrong with a run, over the top of the canvas: it moves nothing in the window when it comes and goes."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from playground.ui.style.icons import icon
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_tip

MARGIN = 12
WIDEST = 760


class Banner(QFrame):
    """A message with a button that offers a remedy, and one that closes it.

    Args:
        over: The widget whose upper edge it covers.
        hub: Colours.
    """

    fix_clicked = Signal()

    def __init__(self, over: QWidget, hub: ThemeHub) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("role", "banner")
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setProperty("role", "danger")
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fix = QPushButton(self)
        self.shut = QToolButton(self)
        self.shut.setToolTip("Close this message")
        self.shut.setAccessibleName("Close this message")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 8, 10)
        row.setSpacing(10)
        row.addWidget(self.message, 1)
        row.addWidget(self.fix)
        row.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        self.fix.clicked.connect(self.fix_clicked)
        self.shut.clicked.connect(self.hide)
        hub.changed.connect(self._paint)
        self._paint(hub.theme)
        over.installEventFilter(self)
        self.hide()

    def show_message(self, message: str, fix: str = "") -> None:
        """Show why a run stopped or cannot begin.

        Args:
            message: Sentences; empty hides the banner. One that was closed stays closed until it changes.
            fix: What a button offers to do about it; empty for no button.
        """
        new = message != self.message.text()
        self.message.setText(message)
        self.fix.setText(fix)
        self.fix.setToolTip(plain_tip(f"{fix} and restart") if fix else "")
        self.fix.setVisible(bool(fix))
        if not message:
            self.hide()
        elif new:
            self._place()
            self.show()
            self.raise_()

    @Slot()
    def _place(self) -> None:
        width = min(WIDEST, self._over.width() - 2 * MARGIN)
        row = self.layout()
        assert row is not None
        row.activate()
        height = max(row.heightForWidth(width - 2), row.minimumSize().height()) + 4
        self.setGeometry((self._over.width() - width) // 2, MARGIN, width, height)

    def _paint(self, theme: Theme) -> None:
        self.shut.setIcon(icon("close", theme, theme.muted))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: what lies below has another size."""
        if event.type() is QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)
