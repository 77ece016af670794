"""What a gesture may touch: the scene, the edits, and a few words with the view."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from playground.ui.canvas.edits.commands import Commands
from playground.ui.canvas.items.port_item import Port
from playground.ui.canvas.items.scene import CanvasScene


@dataclass(frozen=True)
class Stage:
    """Handed to every gesture.

    Attributes:
        scene: The picture.
        commands: The edits.
        zoom: Pixels of the screen per pixel of the scene, now.
        say: Tell the user something in the status bar.
        quick_add: Open the list of entries at a point of the scene, for a wire from a port where one is given.
        pan: Move the picture by pixels of the screen.
    """

    scene: CanvasScene
    commands: Commands
    zoom: Callable[[], float]
    say: Callable[[str], None]
    quick_add: Callable[[QPointF, Port | None], None]
    pan: Callable[[QPointF], None]
