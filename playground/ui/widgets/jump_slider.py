"""A slider for a position in time."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider


class JumpSlider(QSlider):
    """A horizontal slider whose handle jumps to where it is clicked, and can be dragged on from there."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: move the handle below the mouse first."""
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            style, parts = self.style(), QStyle.SubControl
            handle = style.subControlRect(
                QStyle.ComplexControl.CC_Slider, option, parts.SC_SliderHandle, self
            )
            groove = style.subControlRect(
                QStyle.ComplexControl.CC_Slider, option, parts.SC_SliderGroove, self
            )
            at, span = round(event.position().x()), groove.width() - handle.width()
            if not handle.contains(event.position().toPoint()):
                self.setValue(
                    QStyle.sliderValueFromPosition(
                        self.minimum(), self.maximum(), at - groove.x() - handle.width() // 2, span
                    )
                )
        super().mousePressEvent(event)
