"""Names of widgets for screen readers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def name_parts(widget: QWidget, name: str) -> None:
    """Give a widget, and each part of it that takes the focus and has no name, a name for screen readers.

    Args:
        widget: For example a field with a slider and a line.
        name: What all of it is for.
    """
    if not widget.accessibleName():
        widget.setAccessibleName(name)
    for part in widget.findChildren(QWidget):
        if part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.focusProxy() is None and not _is_named(part):
            part.setAccessibleName(name)


def _is_named(part: QWidget) -> bool:
    return bool(part.accessibleName() or (isinstance(part, QAbstractButton | QLabel) and part.text()))
