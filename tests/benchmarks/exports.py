"""All that a network of 100 layers is exported as: scripts on every rung, shown and saved, and other files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from rows import Row, measures

from playground.app.document import Document
from playground.build.analysis.shapes import analyze
from playground.catalog.blocks.drawing import Drawing
from playground.code.export import export_script, export_weights
from playground.code.rungs import RUNGS
from playground.engine.training.session import Session
from playground.exchange.onnx_out.model import export_onnx
from playground.export.event_files import EventFiles
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.spec.project import Project
from playground.ui.export.network_drawing import write_drawing
from playground.ui.panels.code.code import CodePanel
from playground.ui.style.theme import ThemeHub
from playground.ui.window.program.app import make_application

LAYERS, TIMES = 100, 7
MOST = 0.050
"""Seconds for one export."""


def deep() -> Project:
    """A chain of dense layers on Iris."""
    drawing = Drawing()
    drawing.node("input")
    for _ in range(LAYERS - 1):
        drawing.node("linear", units=16, activation="relu")
    drawing.node("linear", units=3)
    return Project(name="Deep", graph=drawing.done(), data=DataSpec(dataset=Choice(kind="iris")))


def seconds(work: Callable[[], object]) -> float:
    """Processor time of this thread, the median after a first time that imports."""
    work()
    times = []
    for _ in range(TIMES):
        begin = thread_time()
        work()
        times.append(thread_time() - begin)
    return median(times)


@measures("exports")
def exports() -> dict[str, Row]:
    """Scripts as the dock shows them and as files with their data, and the network's files."""
    application = QApplication.instance() or make_application()
    assert application is not None
    project = deep()
    report, session = analyze(project), Session(project, device="cpu")
    panel = CodePanel(Document(project), ThemeHub("light"))
    panel.resize(500, 700)
    panel.show()
    panel.show_report(report)
    found: dict[str, float] = {}

    def show() -> None:
        panel.refresh()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    with TemporaryDirectory() as name:
        folder, numbers = Path(name), count()
        for rung in RUNGS:
            panel.rung.setCurrentIndex(panel.rung.findData(rung.key))
            assert panel.script is not None, panel.words.text()
            found[f"show_{rung.key}"] = seconds(show)
            found[rung.key] = seconds(
                lambda key=rung.key: export_script(project, key, folder / f"{key}.py", session.network)
            )
        found["onnx"] = seconds(lambda: export_onnx(project, folder / "net.onnx", session.network))
        found["weights"] = seconds(lambda: export_weights(project, folder / "w.safetensors", session.network))
        for kind in ("svg", "pdf", "tikz"):
            found[kind] = seconds(
                lambda kind=kind: write_drawing(project, report, folder / f"net.{kind}", kind)
            )

        def events() -> None:
            with closing(EventFiles(folder / f"events{next(numbers)}", project)) as files:
                files.add_network(session)

        found["tensorboard"] = seconds(events)
    panel.close()
    return {
        f"export_{key}": Row(took, MOST, 1.0, "s", less_is_better=True, note=f"{LAYERS} layers")
        for key, took in found.items()
    }
