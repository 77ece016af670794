"""What is wrong with a node, with a button for each fix."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from playground.build.report import Fix, Problem
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.plain_text import plain_label


class ProblemPopup(QFrame):
    """What is wrong with a node in a sentence each, and a button for every remedy."""

    def __init__(self, hub: ThemeHub, parent: QWidget, apply: Callable[[Fix], None]) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._hub = hub
        self._apply = apply
        self._parts: list[QWidget] = []
        self.buttons: list[QPushButton] = []
        self.setObjectName("problemPopup")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(8)

    def open_for(self, problems: Sequence[Problem], corner: QPoint, *, wrong: bool = True) -> None:
        """Open for some problems at a point of the screen; when nothing is wrong, they are only remarks."""
        self._clear()
        theme = self._hub.theme
        edge = theme.danger if wrong else theme.warning
        self.setStyleSheet(
            f"#problemPopup {{ background: {theme.panel}; border: 1px solid {edge}; }}"
            f"#problemPopup QLabel {{ color: {theme.text}; background: transparent; }}"
            f"#problemPopup QPushButton {{ color: {theme.text}; background: {theme.raised}; padding: 6px 12px;"
            f" border: 1px solid {theme.border}; border-radius: 6px; }}"
            f"#problemPopup QPushButton:hover, #problemPopup QPushButton:focus {{ border-color: {theme.accent}; }}"
            f"#problemPopup QPushButton[best=true] {{ color: {theme.accent_text}; background: {theme.accent};"
            f" border-color: {theme.accent}; }}"
        )
        for problem in problems:
            label = plain_label(problem.message, self)
            label.setWordWrap(True)
            label.setFixedWidth(272)
            self._keep(label)
            for fix in problem.fixes:
                button = QPushButton(fix.label, self)
                button.setProperty("best", not self.buttons)
                button.clicked.connect(lambda _=False, fix=fix: self._apply_fix(fix))
                self.buttons.append(button)
                self._keep(button)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(corner.x(), screen.left()), screen.right() - self.width())
        y = min(max(corner.y(), screen.top()), screen.bottom() - self.height())
        self.move(x, y)
        self.show()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _keep(self, part: QWidget) -> None:
        self._parts.append(part)
        self._column.addWidget(part)

    def _clear(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.deleteLater()
        self._parts.clear()
        self.buttons.clear()

    def _apply_fix(self, fix: Fix) -> None:
        self.close()
        self._apply(fix)
