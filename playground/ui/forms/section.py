"""A heading that folds the part below it, and panels of such parts."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget


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


def fill_panel(panel: QScrollArea, parts: Iterable[tuple[str, Iterable[QWidget]]]) -> dict[str, Section]:
    """Put sections below each other into a panel that scrolls, each with its title and its widgets; returns them."""
    holder = QWidget(panel)
    holder.setProperty("role", "panel")
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(12, 8, 12, 12)
    layout.setSpacing(4)
    sections = {}
    for title, widgets in parts:
        section = sections[title] = Section(title, holder)
        for widget in widgets:
            section.body.addWidget(widget)
        layout.addWidget(section)
    layout.addStretch(1)
    panel.setWidget(holder)
    panel.setWidgetResizable(True)
    panel.setFrameShape(QFrame.Shape.NoFrame)
    return sections
