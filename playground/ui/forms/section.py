"""A heading that folds the part below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget


class Section(QWidget):
    """A foldable part of a panel; fill ``body``."""

    def __init__(self, title: str, parent: QWidget | None = None, *, folded: bool = False) -> None:
        super().__init__(parent)
        self.head = QToolButton(self)
        self.head.setProperty("role", "header")
        self.head.setText(title)
        self.head.setCheckable(True)
        self.head.setChecked(not folded)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.toggled.connect(self._fold)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 4, 0, 8)
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.content)
        self._fold(not folded)

    def _fold(self, opened: bool) -> None:  # noqa: FBT001 - a slot
        self.content.setVisible(opened)
        self.head.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
