"""Animation of nodes to new positions after an arrangement."""

from types import TracebackType

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle

from playground.ui.canvas.items.scene import CanvasScene

MILLISECONDS = 150


def motion_is_welcome() -> bool:
    """Return whether animations are visible and not turned off."""
    wanted = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
    return wanted and QGuiApplication.platformName() not in ("offscreen", "minimal")


class Glide(QObject):
    """``with glide: edit`` animates the moves that the edit makes. Only the picture moves."""

    welcome = staticmethod(motion_is_welcome)

    def __init__(self, scene: CanvasScene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._from: dict[str, QPointF] = {}
        self._to: dict[str, QPointF] = {}
        self._clock = QVariantAnimation(self)
        self._clock.setDuration(MILLISECONDS)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._clock.valueChanged.connect(self._show)

    def __enter__(self) -> None:
        self.finish()
        self._from = {i: item.pos() for i, item in self._scene.nodes.items()}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        nodes = self._scene.nodes
        self._to = {i: nodes[i].pos() for i, at in self._from.items() if i in nodes and nodes[i].pos() != at}
        if self._to and self.welcome():
            self._show(0.0)
            self._clock.start()

    def finish(self) -> None:
        """Jump to the end of the animation."""
        if self._clock.state() == QVariantAnimation.State.Running:
            self._clock.stop()
            self._scene.settle()

    def _show(self, part: float) -> None:
        nodes = self._scene.nodes
        self._scene.place(
            {i: self._from[i] + (end - self._from[i]) * part for i, end in self._to.items() if i in nodes}
        )
