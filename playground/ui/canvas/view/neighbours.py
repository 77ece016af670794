"""Cards that grow through an edit push those below them."""

from PySide6.QtCore import QObject, QTimer

from playground.app.document import Changed
from playground.ui.canvas.edits.arranging import Arranging
from playground.ui.canvas.items.scene import CanvasScene
from playground.ui.canvas.view.mouse import Mouse

LEAST_HEIGHT = 72.0
"""Height of a new card before its shape is known."""


class Neighbours(QObject):
    """Compares the heights of cards from report to report. Undo and redo restore cards where they were."""

    def __init__(self, scene: CanvasScene, arranging: Arranging, mouse: Mouse) -> None:
        super().__init__(scene)
        self._scene = scene
        self._arranging = arranging
        self._mouse = mouse
        self._heights: dict[str, float] = {}
        """By the last report; empty when another part or network is shown."""
        self._grown: dict[str, float] = {}
        """Former heights of cards that have grown and not pushed yet."""
        self._edited = False
        scene.entered.connect(self.forget)

    def forget(self) -> None:
        """Push nothing: another part or network is shown."""
        self._heights, self._grown = {}, {}

    def on_document_changed(self, changed: Changed) -> None:
        """Let only edits push."""
        self._edited = changed.by is not None
        if not self._edited:
            self._grown = {}

    def on_report(self) -> None:
        """Note which cards have grown; they push once everybody has heard of the edit."""
        before, items = self._heights, self._scene.nodes
        self._heights = {i: item.height for i, item in items.items()}
        if before and self._edited:
            former = {i: before.get(i, LEAST_HEIGHT) for i in items}
            self._grown.update({i: h for i, h in former.items() if h < items[i].height})
        if self._grown:
            QTimer.singleShot(0, self, self._push)

    def _push(self) -> None:
        grown, self._grown = self._grown, {}
        if not self._mouse.busy:
            self._arranging.push_below({i: h for i, h in grown.items() if i in self._scene.nodes})
