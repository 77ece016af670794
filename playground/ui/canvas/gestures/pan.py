"""Panning with the middle button, or with Space and the left one."""

from playground.ui.canvas.gestures.gesture import Gesture


class Pan(Gesture):
    """The point under the mouse stays under the mouse."""

    def drag(self) -> None:
        """Pan."""
        # Panning moves the scene under the mouse, so the start stays where it was in the scene.
        self.stage.pan((self.at - self.start) * self.stage.zoom())
