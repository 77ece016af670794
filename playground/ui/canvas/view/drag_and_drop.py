"""Qt's drag events over the canvas."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from playground.ui.canvas.gestures.entry_drag import EntryDrag
from playground.ui.canvas.gestures.stage import Stage
from playground.ui.canvas.view.viewport import Viewport
from playground.ui.widgets.mime import unpack


class DragAndDrop:
    """Turns the events of each dragged entry into one ``EntryDrag``."""

    def __init__(self, stage: Stage, viewport: Viewport) -> None:
        self._stage = stage
        self._viewport = viewport
        self._drag: EntryDrag | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        """Begin when an entry is dragged in."""
        entry = unpack(event.mimeData())
        drag = EntryDrag(self._stage, *entry) if entry is not None else None
        self._drag = drag if drag is not None and drag.is_known else None
        event.setAccepted(self._drag is not None)

    def move(self, event: QDragMoveEvent) -> None:
        """Show what a drop here would do."""
        at = self._viewport.to_scene(event.position())
        event.setAccepted(self._drag is not None and self._drag.hover(at))

    def leave(self) -> None:
        """End when the entry is dragged out."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.leave()

    def drop(self, event: QDropEvent) -> None:
        """Add the entry."""
        drag, self._drag = self._drag, None
        taken = drag is not None and drag.drop(self._viewport.to_scene(event.position()))
        event.setAccepted(taken)
        if taken:
            self._viewport.setFocus(Qt.FocusReason.OtherFocusReason)
