"""The field in which a node's title is edited."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.overlays.field_over import FieldOver


class TitleEditor(FieldOver[str]):
    """A field that lies over a node's title; accepts the node's id with its new title."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, 80)
        self.setAccessibleName("Title of the node")

    def open_for(self, node: str, title: str, box: QRect) -> None:
        """Open with a node's title, all of it selected."""
        self.open_over(box, node, title)
