"""Backpropagation on paper: the time of a step through 500 operations, painted, and of showing the graph."""

from __future__ import annotations

from statistics import median, quantiles
from time import thread_time

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from rows import Row, measures
from window import until

from playground.app.document import Document
from playground.app.starters import spiral
from playground.backprop.elementwise import ADD, MULTIPLY, SIGMOID, TANH
from playground.backprop.graph import Builder, PaperGraph
from playground.ui.backprop.card import metrics_of
from playground.ui.backprop.panel import BackpropPanel
from playground.ui.backprop.paper import paper_of
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

OPERATIONS, STEPS = 500, 200
SIZE = (1366, 768)
FRAME = 1 / 60
LONGEST = 0.050
"""Seconds that the window's thread may be taken at once."""


def graph_of(operations: int) -> PaperGraph:
    """Products, sums and functions of 2 × 2 matrices and single numbers, and their total."""
    random, builder = np.random.default_rng(1), Builder()
    leaves = [builder.leaf(f"w{k}", "parameter", random.normal(size=(2, 2))) for k in range(40)]
    numbers = list(leaves)
    while len(builder.nodes) < operations + len(leaves):
        one, other = (int(random.choice(numbers[-60:])) for _ in range(2))
        kind = int(random.integers(4))
        operation = (ADD, MULTIPLY, SIGMOID, TANH)[kind]
        numbers.append(builder.apply(operation, [one, other] if kind < 2 else [one]))
    return builder.finish(leaves)


def painted() -> None:
    """Let the window paint."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


@measures("paper")
def paper() -> dict[str, Row]:
    """Steps of the whole panel with explanation, around the turn; each is painted before the next."""
    application = QApplication.instance() or make_application()
    assert application is not None
    hub = ThemeHub("light")
    panel = BackpropPanel(Document(spiral()), hub)
    panel.resize(*SIZE)
    panel.show()
    until(lambda: panel.paper is not None)
    found = paper_of(graph_of(OPERATIONS), metrics_of(hub.theme))
    begin = thread_time()
    panel._show(found)
    pauses = [thread_time() - begin]
    while not panel.view.complete:
        begin = thread_time()
        painted()
        pauses.append(thread_time() - begin)
    panel.controls.speed.setCurrentIndex(panel.controls.speed.count() - 1)
    rows: dict[str, Row] = {}
    for name, whole in (("paper_step", False), ("paper_step_all", True)):
        if whole:
            panel.view.show_all()
        painted()
        times = []
        panel.move_to(found.walk.turn - STEPS // 2)
        panel.controls.toggle()
        panel.controls._timer.setInterval(10**6)  # plays, but at the pace of this loop
        for _ in range(STEPS):
            begin = thread_time()
            panel.move_to(found.walk.at + 1)
            painted()
            times.append(thread_time() - begin)
        slow = quantiles(times, n=100)[98]
        note = f"median {1000 * median(times):.1f} ms, longest {1000 * max(times):.1f} ms of the processor"
        rows[name] = Row(1000 * slow, 1000 * FRAME, 1.0, "ms", less_is_better=True, note=note)
    rows["paper_show"] = Row(
        1000 * max(pauses), 1000 * LONGEST, 1.0, "ms", less_is_better=True, note=f"{len(pauses)} slices"
    )
    panel.close()
    return rows
