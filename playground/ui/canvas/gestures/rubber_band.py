"""Selecting with a frame drawn on empty canvas; a plain click there clears the selection."""

from PySide6.QtCore import QRectF

from playground.ui.canvas.gestures.gesture import ADDING, Gesture


class RubberBand(Gesture):
    """Selects every card the frame touches; with Shift in addition to what is selected."""

    _before: tuple[str, ...] = ()

    def begin(self) -> None:
        """Remember what is selected."""
        self._before = self.stage.scene.selection.nodes if self.modifiers & ADDING else ()

    def drag(self) -> None:
        """Select what the frame touches."""
        scene = self.stage.scene
        frame = QRectF(self.start, self.at).normalized()
        scene.feedback.frame.reach(frame.adjusted(-1, -1, 1, 1))
        inside = [i for i, item in scene.nodes.items() if item.card().intersects(frame)]
        scene.selection.set([*self._before, *inside])

    def drop(self) -> None:
        """Remove the frame."""
        self.stage.scene.feedback.frame.hide()

    def click(self) -> None:
        """Clear the selection."""
        if not self.modifiers & ADDING:
            self.stage.scene.selection.set()

    def cancel(self) -> None:
        """Restore the selection."""
        self.stage.scene.feedback.frame.hide()
        self.stage.scene.selection.set(self._before)
