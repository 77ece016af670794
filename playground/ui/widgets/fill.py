"""One part above another, without a gap."""

from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget


def fill(holder: QWidget, above: QWidget | QLayout, below: QWidget) -> None:
    """Fill a widget with one part above another, which takes the height that is left."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    if isinstance(above, QLayout):
        column.addLayout(above)
    else:
        column.addWidget(above)
    column.addWidget(below, 1)
