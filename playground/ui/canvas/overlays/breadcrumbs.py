"""The path from the network to the block that is shown, as buttons over the canvas."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label, plain_tip

LONGEST = 28
"""Letters of a title that are shown."""


class Breadcrumbs(QFrame):
    """Buttons for the blocks around; hidden while the whole network is shown."""

    chosen = Signal(int)
    """The depth to return to; 0 for the whole network."""
    turned = Signal(int)
    """Show the next (1) or the previous (-1) repeat of the block."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumbs")
        self.setAccessibleName("Path to the current block")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 2, 8, 2)
        self._row.setSpacing(0)
        self._parts: list[QWidget] = []
        self.buttons: list[QToolButton] = []
        self.arrows: list[QToolButton] = []
        self.restyle(hub.theme)
        self.hide()

    def show_path(self, titles: tuple[str, ...], number: int = 1, count: int = 1) -> None:
        """Show the blocks around what is shown, the outermost first; none hides the bar.

        Args:
            titles: Of the blocks.
            number: The repeat of the last one that is shown.
            count: Its repeats.
        """
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.buttons = [], []
        for depth, title in enumerate(("Network", *titles)[:-1]):
            words = f"Back to {title}" if depth else "Back to the whole network"
            self.buttons.append(self._button(_short(title), words))
            self.buttons[-1].clicked.connect(lambda _=False, depth=depth: self.chosen.emit(depth))
            self._add(self.buttons[-1])
            self._add(QLabel("›", self))
        if titles:
            here = plain_label(_short(titles[-1]), self)
            here.setProperty("here", True)
            self._add(here)
            self._add_repeats(number, count)
            self._add(QLabel("Esc to leave", self))
            self._parts[-1].setProperty("hint", True)
        self.setStyleSheet(self.styleSheet())  # the new parts have properties that it asks for
        self.setVisible(bool(titles))
        self.adjustSize()

    def _add_repeats(self, number: int, count: int) -> None:
        """Add the number of the shown repeat between arrows to the others."""
        self.arrows = []
        if count == 1:
            return
        for sign, step, words in (
            ("‹", -1, "Previous repeat (Page up)"),
            ("›", 1, "Next repeat (Page down)"),
        ):
            arrow = self._button(sign, words)
            arrow.setEnabled(1 <= number + step <= count)
            arrow.clicked.connect(lambda _=False, step=step: self.turned.emit(step))
            self.arrows.append(arrow)
        self._add(self.arrows[0])
        self._add(QLabel(f"{number} of {count}", self))
        self._add(self.arrows[1])

    def _button(self, text: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(plain_tip(words))
        button.setAccessibleName(words)
        button.setAutoRaise(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
            f"#breadcrumbs QToolButton:disabled {{ color: {theme.border}; }}"
            f"#breadcrumbs QToolButton:hover {{ background: {theme.window}; }}"
        )
        self.adjustSize()


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
