"""What a gesture may touch."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from playground.ui.canvas.edits.edits import Edits
from playground.ui.canvas.items.port_item import Port
from playground.ui.canvas.items.scene import CanvasScene


@dataclass(frozen=True)
class Stage:
    """Handed to every gesture.

    Attributes:
        scene: The picture.
        edits: What may be changed in the document.
        zoom: The current zoom: pixels of the screen per pixel of the scene.
        say: Show a sentence in the status bar.
        quick_add: Open the list of entries at a point of the scene, for a wire from a port where one is given.
        pan: Move the picture by pixels of the screen.
    """

    scene: CanvasScene
    edits: Edits
    zoom: Callable[[], float]
    say: Callable[[str], None]
    quick_add: Callable[[QPointF, Port | None], None]
    pan: Callable[[QPointF], None]
