"""A run whose files take their time: the window says how far they are, and Reset and closing do not wait for them."""

import threading
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.catalog.kinds import DATASETS, DataInfo, Dataset, RawData, param, still_wanted
from playground.catalog.kinds.progress import progress
from playground.spec.base import Choice

LEFT = Qt.MouseButton.LeftButton


class Slow(Dataset):
    """A quarter of it is read at once, the rest when the gate opens."""

    large: ClassVar[bool] = True
    gate: ClassVar[threading.Event]
    for_runs: ClassVar[int]
    path: str = param("", "The file.", browse="file")

    def info(self):
        return DataInfo("classification", (2,), 2, ("a", "b"), ("u", "v"), samples=60)

    def load(self, seed):
        Slow.for_runs += threading.current_thread().name == "reading"
        progress(0.1)
        progress(0.25)
        while not self.gate.wait(0.002):
            still_wanted()
        return RawData(np.random.default_rng(seed).normal(size=(60, 2)).astype(np.float32), np.arange(60) % 2)

    def load_some(self, count, seed=0):
        return RawData(np.zeros((4, 2), np.float32), np.arange(4) % 2)


@pytest.fixture
def reading(window, qtbot, tmp_path):
    """A window whose run is being read."""
    Slow.gate, Slow.for_runs = threading.Event(), 0
    DATASETS.register("slow", title="Slow data", group="Your own data")(Slow)
    project = window.document.project
    choice = Choice(kind="slow", params={"path": str(tmp_path / "away.bin")})
    window.document.open(project.with_(data=project.data.with_(dataset=choice)), None)
    qtbot.waitUntil(lambda: window.transport.chip.text() == "Loading")
    yield window
    Slow.gate.set()
    window.close()
    del DATASETS._entries["slow"]


def test_the_window_says_how_far_the_files_are_and_then_trains(reading, qtbot):
    assert reading.transport.facts.text().startswith("loading away.bin 25% · 0:0")
    assert reading.transport.progress.value() == 250
    QTest.mouseClick(reading.transport.step, LEFT)
    Slow.gate.set()
    qtbot.waitUntil(lambda: "step 1" in reading.transport.facts.text())
    assert reading.transport.chip.text() != "Loading"


def test_reset_gives_the_reading_up_and_begins_it_again(reading, qtbot):
    assert Slow.for_runs == 1
    QTest.mouseClick(reading.transport.reset, LEFT)
    qtbot.waitUntil(lambda: Slow.for_runs == 2)


def test_other_data_are_trained_on_at_once(reading, qtbot):
    project = reading.document.project
    reading.document.open(project.with_(data=project.data.with_(dataset=Choice(kind="spiral"))), None)
    qtbot.waitUntil(lambda: reading.transport.chip.text() == "Ready")
    qtbot.waitUntil(lambda: "step 0" in reading.transport.facts.text())
    assert not Slow.gate.is_set()


def test_closing_does_not_wait_for_the_files(reading):
    assert reading.close()
    assert not reading.runs.running
    assert not Slow.gate.is_set()
