"""The way from the network to the block that is shown, as buttons over the canvas."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.theme import Theme, ThemeHub

LONGEST = 28
"""Letters of a title that are shown."""


class Breadcrumbs(QFrame):
    """Hidden while the whole network is shown."""

    chosen = Signal(int)
    """How many blocks to stay in; 0 for the whole network."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumbs")
        self.setAccessibleName("Where you are")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 2, 8, 2)
        self._row.setSpacing(0)
        self._parts: list[QWidget] = []
        self.buttons: list[QToolButton] = []
        self.restyle(hub.theme)
        self.hide()

    def show_way(self, titles: tuple[str, ...]) -> None:
        """Show the blocks around what is shown, the outermost first; none hides the bar."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.buttons = [], []
        for depth, title in enumerate(("Network", *titles)[:-1]):
            self.buttons.append(self._button(title, depth))
            self._add(self.buttons[-1])
            self._add(QLabel("›", self))
        if titles:
            here = QLabel(_short(titles[-1]), self)
            here.setProperty("here", True)
            self._add(here)
            self._add(QLabel("Esc leaves", self))
            self._parts[-1].setProperty("hint", True)
        self.setStyleSheet(self.styleSheet())  # the new parts have properties that it asks for
        self.setVisible(bool(titles))
        self.adjustSize()

    def _button(self, title: str, depth: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(_short(title))
        button.setToolTip(f"Back to {title}" if depth else "Back to the whole network")
        button.setAutoRaise(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.chosen.emit(depth))
        return button

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._row.addWidget(part)
        part.show()

    def restyle(self, theme: Theme) -> None:
        """Take on a theme's colours."""
        self.setStyleSheet(
            f"#breadcrumbs {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 8px; }}"
            f"#breadcrumbs QLabel {{ color: {theme.muted}; background: transparent; padding: 3px 2px; }}"
            f"#breadcrumbs QLabel[here=true] {{ color: {theme.text}; font-weight: 600; padding: 3px 7px; }}"
            f"#breadcrumbs QLabel[hint=true] {{ font-size: {theme.small_px}px; padding-left: 6px; }}"
            f"#breadcrumbs QToolButton {{ color: {theme.accent}; background: transparent; border: none;"
            " border-radius: 6px; padding: 3px 7px; min-height: 16px; }"
            f"#breadcrumbs QToolButton:hover {{ background: {theme.window}; }}"
        )
        self.adjustSize()


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
