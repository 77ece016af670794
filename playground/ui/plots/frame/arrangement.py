"""How a plot's header, its picture or hint, and its caption stand in a panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from playground.ui.widgets.plain_text import plain_label


def hint_label(text: str = "") -> QLabel:
    """Return the label that stands in place of the picture while there is none."""
    label = plain_label(text)
    label.setObjectName("plotHint")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label


def arrange(panel: QWidget, header: QWidget, pages: QStackedWidget, caption: QWidget) -> None:
    """Put the parts below each other; the picture gets the room."""
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(header)
    column.addWidget(pages, 1)
    column.addWidget(caption)
