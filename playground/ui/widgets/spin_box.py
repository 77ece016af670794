"""Spin boxes whose text keeps off the edge; style sheets cannot pad the line in a spin box that has arrows."""

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

TEXT_MARGIN = 6
"""Pixels between edge and text, as in other fields."""


class SpinBox(QSpinBox):
    """A spin box for whole numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)


class DecimalSpinBox(QDoubleSpinBox):
    """A spin box for numbers with decimals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
