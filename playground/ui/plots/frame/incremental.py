"""Work that is done part by part, a frame apart, so that no frame has to wait for all of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

NEXT_FRAME_MS = 12


class Turns(QObject):
    """Does some parts one after the other; newer ones take the place of those that are not done yet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NEXT_FRAME_MS)
        self._timer.timeout.connect(self.next)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return not self._parts

    def take(self, *parts: Callable[[], object]) -> None:
        """Do these, the first of them in the next turn."""
        self._parts = list(parts)
        self._timer.start()

    def drop(self) -> None:
        """Do nothing of what is left."""
        self._parts = []
        self._timer.stop()

    @Slot()
    def next(self) -> None:
        """Do the next part now."""
        if self._parts:
            self._parts.pop(0)()
        if self._parts:
            self._timer.start()
