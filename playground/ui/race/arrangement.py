"""How the two kinds of race arrange their parts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget


def stacked(parent: QWidget, parts: Sequence[QWidget], heights: Sequence[int]) -> QSplitter:
    """Put parts one below the other, with edges to drag; none can be dragged away.

    Args:
        parent: Owner.
        parts: From top to bottom.
        heights: At first, in proportion.
    """
    splitter = QSplitter(Qt.Orientation.Vertical, parent)
    for part in parts:
        splitter.addWidget(part)
    splitter.setSizes(list(heights))
    splitter.setChildrenCollapsible(False)
    return splitter
