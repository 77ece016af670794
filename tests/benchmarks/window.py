"""The whole window with every dock open and live: speed of training, frames, first pictures, canvas, endings."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from projects import h16, plane, row_of
from PySide6.QtCore import QElapsedTimer, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from rows import Row, measures

from playground.app.settings import Memory
from playground.engine.events.pictures import LossPlane
from playground.engine.events.run import RunState, Scalars
from playground.headless.train import train
from playground.spec.project import Project
from playground.ui.style.theme import ThemeHub
from playground.ui.window.main_window import MainWindow
from playground.ui.window.program.app import make_application, open_window

SIZE = (1920, 1080)
SECONDS = 6.0


def wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the window live until something is so."""
    begin = perf_counter()
    while not done():
        if perf_counter() - begin > seconds:
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)


@contextmanager
def live(project: Project) -> Iterator[MainWindow]:
    """The window on a project, at a size at which all four plots stand beside each other."""
    QApplication.instance() or make_application()
    with tempfile.TemporaryDirectory() as folder:
        memory = Memory(Path(folder, "settings.json"))
        memory.remember(speed="full")
        window = open_window(memory, ThemeHub("light"))
        window.document.open(project, None)
        window.resize(*SIZE)
        window.docks.lay_out()
        window.show()
        until(lambda: bool(window.transport.device.text()))
        wait(0.5)
        try:
            yield window
        finally:
            window.runs.close()
            window.document.saved_as(Path(folder, "closed.descent"))
            window.close()
            window.deleteLater()
            wait(0.05)


class Meter:
    """Counts steps and events, and the time between frames of the UI thread."""

    def __init__(self, window: MainWindow) -> None:
        self.steps, self.events = 0, Counter()
        self._clock = QElapsedTimer()
        self._ticks: list[int] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(16)
        self._timer.timeout.connect(lambda: self._ticks.append(self._clock.nsecsElapsed()))
        window.runs.frame.connect(self._count)

    def _count(self, events: list) -> None:
        self.events.update({type(event) for event in events})
        self.steps += sum(len(event.steps) for event in events if isinstance(event, Scalars))

    def measure(self, seconds: float) -> float:
        """Measure for a while; returns the true length."""
        self.steps, self._ticks = 0, []
        self.events.clear()
        self._clock.start()
        self._timer.start()
        begin = perf_counter()
        wait(seconds)
        self._timer.stop()
        return perf_counter() - begin

    @property
    def frames(self) -> np.ndarray:
        """Milliseconds from one frame to the next."""
        return np.diff(self._ticks) / 1e6


@measures("app_h16")
def app() -> dict[str, Row]:
    """2-16-16-1 in the window against the headless trainer, in turns; and the frames meanwhile."""
    project = h16(10**6)
    ratios, frames, counts, speeds = [], [], Counter(), []
    with live(project) as window:
        meter = Meter(window)
        window.runs.play()
        wait(2.0)
        for _ in range(3):
            seconds = meter.measure(SECONDS)
            mine = meter.steps / seconds
            window.runs.pause()
            until(lambda: window.runs.state is RunState.PAUSED)
            wait(0.3)
            rival = median(train(h16(1500)).steps_per_second for _ in range(3))
            window.runs.play()
            wait(0.5)
            ratios.append((mine / rival, mine, rival))
            frames.append(meter.frames)
            counts.update({kind.__name__: count / seconds / 3 for kind, count in meter.events.items()})
            speeds.append(mine)
    _, mine, rival = sorted(ratios)[1]
    between = np.concatenate(frames)
    rates = ", ".join(f"{name} {rate:.0f}/s" for name, rate in sorted(counts.items()))
    live_pictures = min(counts["DecisionMap"], counts["PlanePath"], counts["GradientFlow"])
    return {
        "app_h16": Row(mine, rival, 0.9, "steps/s", note=rates),
        "frame_p99_ms": Row(float(np.percentile(between, 99)), 20.0, 1.0, "ms", less_is_better=True),
        "frame_max_ms": Row(float(between.max()), 100.0, 1.0, "ms", less_is_better=True),
        "curves_hz": Row(counts["Scalars"], 30.0, 1.0, "1/s"),
        "pictures_hz": Row(live_pictures, 10.0, 1.0, "1/s"),
    }


@measures("playground")
def epochs() -> dict[str, Row]:
    """Epochs per second with everything live, against what was measured in TensorFlow Playground in Chromium.

    Its figures, 59.9 (network 4-2) and 28.1 (8-8-8), are for 250 training samples in batches of 10.
    """
    rows = {}
    for key, units, rival, floor in (("tfp_4_2", (4, 2), 59.9, 2.5), ("tfp_8_8_8", (8, 8, 8), 28.1, 5.0)):
        with live(plane(*units, samples=500, batch=10, epochs=10**6)) as window:
            meter = Meter(window)
            window.runs.play()
            wait(2.0)
            seconds = meter.measure(SECONDS)
            rows[key] = Row(meter.steps / 25 / seconds, rival, floor, "epochs/s")
    return rows


@measures("contour_first")
def contour() -> dict[str, Row]:
    """From the wish for a new run to the first picture of its loss plane."""
    times = []
    with live(h16()) as window:
        for _ in range(5):
            seen: list[float] = []

            def look(events: list, seen: list[float] = seen) -> None:
                if any(isinstance(event, LossPlane) for event in events):
                    seen.append(perf_counter())

            window.runs.frame.connect(look)
            begin = perf_counter()
            window.runs.reset()
            until(lambda seen=seen: bool(seen))
            times.append(seen[0] - begin)
            window.runs.frame.disconnect(look)
    return {"contour_first": Row(float(np.median(times)), 0.3, 1.0, "s", less_is_better=True)}


@measures("canvas_300")
def canvas() -> dict[str, Row]:
    """300 nodes: from opening the project to the painted canvas; then frames of dragging and zooming."""
    with live(h16()) as window:
        view = window.canvas
        begin = perf_counter()
        window.document.open(row_of(300), None)
        view.grab()
        opened = perf_counter() - begin
        until(lambda: window.runs.state is RunState.READY)
        wait(1.0)
        view.fit()
        drags, zooms = [], []
        node = view.canvas.nodes["linear-150"]
        place = view.viewportTransform().map(node.card().center() + QPointF(0, 30)).toPoint()
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        for number in range(120):
            begin = perf_counter()
            QTest.mouseMove(view.viewport(), place + QPointF(number % 40, number % 25).toPoint())
            view.viewport().repaint()
            drags.append(1000 * (perf_counter() - begin))
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        for number in range(120):
            begin = perf_counter()
            view.zoom_at(1.05 if number % 40 < 20 else 1 / 1.05)
            view.viewport().repaint()
            zooms.append(1000 * (perf_counter() - begin))
    return {
        "canvas_300": Row(opened, 0.5, 1.0, "s", less_is_better=True, note="opening"),
        "canvas_300_drag": Row(float(np.percentile(drags, 95)), 16.7, 1.0, "ms", less_is_better=True),
        "canvas_300_zoom": Row(float(np.percentile(zooms, 95)), 16.7, 1.0, "ms", less_is_better=True),
    }


@measures("close")
def close() -> dict[str, Row]:
    """Closing the window while it trains at full speed."""
    times = []
    for _ in range(3):
        with live(h16(10**6)) as window:
            window.runs.play()
            wait(0.5)
            window.document.saved_as(Path("closed.descent"))
            begin = perf_counter()
            window.close()
            times.append(perf_counter() - begin)
            assert not window.runs.running
    return {"close": Row(max(times), 1.0, 1.0, "s", less_is_better=True)}


@measures("soak")
def soak() -> dict[str, Row]:
    """10,000 clicks on pause, step and reset, and 200 starts and stops: growth of memory."""
    with live(plane(4, samples=200, batch=10, epochs=10**6)) as window:
        bar = window.transport
        buttons = (bar.play, bar.step, bar.play, bar.epoch, bar.play, bar.step)

        def clicks(count: int) -> None:
            for number in range(count):
                button = bar.reset if number % 10 == 9 else buttons[number % len(buttons)]
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                if number % 10 == 0:
                    QApplication.processEvents()

        def cycles(count: int) -> None:
            for _ in range(count):
                window.runs.play()
                until(lambda: window.runs.state is RunState.RUNNING)
                window.runs.reset()

        clicks(2000)
        cycles(40)
        wait(1.0)
        before = resident()
        clicks(10_000)
        cycles(200)
        wait(1.0)
        grown = resident() - before
    return {"soak": Row(max(grown, 0.1), 40.0, 1.0, "MiB", less_is_better=True)}


def resident() -> float:
    """Memory in use, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
