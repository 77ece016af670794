"""Shows what the weight under the mouse is, and lets people type another value."""

from PySide6.QtCore import QObject, QPointF, Signal

from playground.ui.canvas.items.hits import Hit
from playground.ui.canvas.items.weight_fans import WeightUnder
from playground.ui.canvas.overlays.weight_editor import WeightEditor
from playground.ui.canvas.view.viewport import Viewport


class Weights(QObject):
    """Hovering names a weight, a click opens its field."""

    entered = Signal(object, float, float)
    """A ``WeightPlace``, its former value, and the one that was typed."""

    def __init__(self, viewport: Viewport) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._scene = viewport.canvas
        self.editor = WeightEditor(viewport)
        self.editor.entered.connect(self._on_entered)

    def on_pointed(self, under: Hit) -> None:
        """Emphasize the weight or the unit under the mouse."""
        self._scene.fans.point_out(under.weight, under.node, under.unit)

    def open(self, weight: WeightUnder, at: QPointF) -> None:
        """Open the field for a weight at a point of the viewport, in place of its value."""
        self._scene.feedback.pill.hide()
        self.editor.open_for(weight, at.toPoint())

    def _on_entered(self, weight: WeightUnder, value: float) -> None:
        self.entered.emit(weight.place, weight.value, value)
