"""Collect garbage between events of the UI thread, and nowhere else."""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 100


class Garbage(QObject):
    """Does in the event loop what Python otherwise does at any moment and in any thread.

    Objects of Qt that refer to each other in a circle end in a collection. Where one begins by itself while Qt holds a
    lock, as when a signal is disconnected, an object that ends may wait for that very lock, and the program stands
    still for ever; in another thread, an object would end outside its own.

    Args:
        parent: Ends it. From then on nothing is collected.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def collect_due() -> None:
    """Collect the oldest generation of which as many objects wait as Python's own thresholds say."""
    due = [count > most > 0 for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, each in enumerate(due) if each))
