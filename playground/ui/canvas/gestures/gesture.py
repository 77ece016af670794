"""What all gestures have in common: they begin after a few pixels, and can be cancelled."""

from PySide6.QtCore import QPointF, Qt

from playground.ui.canvas.gestures.stage import Stage

THRESHOLD = 4.0
"""Pixels on the screen before a press becomes a drag."""
ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
"""Keys with which a click adds to the selection."""


class Gesture:
    """From a press of a button to its release.

    Attributes:
        stage: What the gesture may use.
        start: Where the button was pressed, in the scene.
        at: Where the mouse is.
        modifiers: Keys held now.
        dragging: The mouse has moved far enough.
    """

    def __init__(self, stage: Stage, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.stage = stage
        self.start = at
        self.at = at
        self.modifiers = modifiers
        self.dragging = False

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the mouse with the button down."""
        self.at, self.modifiers = at, modifiers
        away = (at - self.start) * self.stage.zoom()
        if not self.dragging and max(abs(away.x()), abs(away.y())) >= THRESHOLD:
            self.dragging = True
            self.begin()
        if self.dragging:
            self.drag()

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """End: a drag drops, anything else was a click."""
        self.at, self.modifiers = at, modifiers
        if self.dragging:
            self.drop()
        else:
            self.click()

    def begin(self) -> None:
        """Begin the drag."""

    def drag(self) -> None:
        """Follow the mouse."""

    def drop(self) -> None:
        """Complete the drag."""

    def click(self) -> None:
        """Answer a press and release without a drag."""

    def cancel(self) -> None:
        """Cancel the drag and restore what was shown before."""
