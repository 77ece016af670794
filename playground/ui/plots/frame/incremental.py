"""Work done in parts, one per frame, so that no frame waits for all of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

NEXT_FRAME_MS = 12


class IncrementalWork(QObject):
    """Runs a list of parts one after the other; a newer list replaces what is left of the old one."""

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
        """Replace what is left by these parts, and run the first one soon."""
        self._parts = list(parts)
        self._timer.start()

    def drop(self) -> None:
        """Drop what is left."""
        self._parts = []
        self._timer.stop()

    def finish(self) -> None:
        """Run all that is left now."""
        while self._parts:
            self.next()

    @Slot()
    def next(self) -> None:
        """Run the next part now."""
        if self._parts:
            self._parts.pop(0)()
        if self._parts:
            self._timer.start()
