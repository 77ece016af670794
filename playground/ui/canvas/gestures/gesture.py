"""What all gestures have in common: they begin after a few pixels, and can be given up."""

from PySide6.QtCore import QPointF, Qt

from playground.ui.canvas.gestures.stage import Stage

THRESHOLD = 4.0
"""Pixels of the screen before a press becomes a drag."""
ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
"""Keys with which a click adds to the selection."""


class Gesture:
    """From a press of a button to its release.

    Attributes:
        stage: What it may touch.
        start: Where the button was pressed, in the scene.
        at: Where the mouse is.
        modifiers: Keys held now.
        dragging: The mouse has moved far enough to mean it.
    """

    def __init__(self, stage: Stage, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.stage = stage
        self.start = at
        self.at = at
        self.modifiers = modifiers
        self.dragging = False

    def move(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The mouse moved with the button down."""
        self.at, self.modifiers = at, modifiers
        away = (at - self.start) * self.stage.zoom()
        if not self.dragging and max(abs(away.x()), abs(away.y())) >= THRESHOLD:
            self.dragging = True
            self.begin()
        if self.dragging:
            self.drag()

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The button came up."""
        self.at, self.modifiers = at, modifiers
        if self.dragging:
            self.drop()
        else:
            self.click()

    def begin(self) -> None:
        """The press turned into a drag."""

    def drag(self) -> None:
        """The drag goes on."""

    def drop(self) -> None:
        """The drag ends."""

    def click(self) -> None:
        """It was no drag at all."""

    def cancel(self) -> None:
        """A drag is given up: everything looks as before."""
