"""Garbage is collected in the event loop of the UI thread, and never at any other moment or in any other thread."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject

from playground.ui.window.program.garbage import Garbage, collect_due


class Circle(QObject):
    """An object that only a collection can end; it notes in which thread."""

    def __init__(self, ends):
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.current_thread()))


def make_many(ends):
    for _ in range(gc.get_threshold()[0] + 1):
        Circle(ends)


def test_circles_end_in_the_event_loop_also_those_of_another_thread(qapp, qtbot):
    assert not gc.isenabled()
    gc.collect()
    ends = []
    make_many(ends)
    other = threading.Thread(target=lambda: [[[].append] for _ in range(10_000)])
    other.start()
    other.join()
    assert ends == []
    qtbot.waitUntil(lambda: len(ends) == gc.get_threshold()[0] + 1)
    assert set(ends) == {threading.main_thread()}


@pytest.mark.parametrize("generation", [0, 1, 2])
def test_the_oldest_generation_that_is_due_is_collected(monkeypatch, generation):
    counts = [count + (place <= generation) for place, count in enumerate(gc.get_threshold())]
    collected = []
    monkeypatch.setattr(gc, "get_count", lambda: tuple(counts))
    monkeypatch.setattr(gc, "collect", collected.append)
    collect_due()
    assert collected == [generation]
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 0))
    collect_due()
    assert collected == [generation]


def test_without_its_parent_it_ends(qapp, qtbot):
    parent = QObject()
    garbage = Garbage(parent)
    ended = []
    garbage.destroyed.connect(lambda: ended.append(True))
    parent.deleteLater()
    qtbot.waitUntil(lambda: bool(ended))
