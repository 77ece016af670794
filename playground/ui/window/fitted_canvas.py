"""The canvas in a presentation: the whole network as large as there is room, and the former part of it afterwards."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Slot

from playground.ui.canvas.view.view import CanvasView
from playground.ui.runs.timers import single_shot

MOST = 2.0
"""Largest zoom; cards that are larger still are no easier to read."""


class FittedCanvas(QObject):
    """Keeps the network fitted to the size of the canvas between ``begin`` and ``end``."""

    def __init__(self, canvas: CanvasView, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._zoom, self._centre = 1.0, QPointF()
        self._soon = single_shot(self, 0, self._fit)

    def begin(self) -> None:
        """Remember what is shown, and fit the network now and at each other size."""
        canvas = self._canvas
        self._zoom, self._centre = canvas.zoom, canvas.seen().center()
        canvas.installEventFilter(self)
        self._fit()

    def end(self) -> None:
        """Show what was shown before."""
        canvas = self._canvas
        canvas.removeEventFilter(self)
        self._soon.stop()
        canvas.zoom_at(self._zoom / canvas.zoom)
        canvas.centre(self._centre)
        if not canvas.seen().intersects(canvas.canvas.extent()):
            canvas.fit()  # another network was opened

    @Slot()
    def _fit(self) -> None:
        self._canvas.fit(most=MOST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: an event of the canvas. Another size is fitted once the canvas has adapted to it."""
        if event.type() is QEvent.Type.Resize:
            self._soon.start()
        return super().eventFilter(watched, event)
