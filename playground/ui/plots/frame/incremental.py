"""Work done in parts, one per frame, so that no frame waits for all of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

NEXT_FRAME_MS = 12


class IncrementalWork(QObject):
    """Runs a list of parts one after the other; a newer list takes its place and begins where it stood."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Callable[[], object], ...] = ()
        self._left: list[int] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NEXT_FRAME_MS)
        self._timer.timeout.connect(self.next)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return not self._left

    def take(self, *parts: Callable[[], object]) -> None:
        """Replace the parts, and run them soon: first those that the list before has not run, so that none starves."""
        self._parts = parts
        waiting = [place for place in self._left if place < len(parts)]
        self._left = waiting + [place for place in range(len(parts)) if place not in waiting]
        if not self._timer.isActive():
            self._timer.start()

    def drop(self) -> None:
        """Drop what is left."""
        self._left = []
        self._timer.stop()

    def finish(self) -> None:
        """Run all that is left now."""
        while self._left:
            self.next()
        self._timer.stop()

    @Slot()
    def next(self) -> None:
        """Run the next part now."""
        if self._left:
            self._parts[self._left.pop(0)]()
        if self._left:
            self._timer.start()
