"""File › Export for the Network workspace: the network, its weights and its curves for other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.app.document import Document
from playground.extras import missing
from playground.spec.paths import FileProblem
from playground.ui.export.sheet import SavePlace, complain
from playground.ui.runs.lookup import Lookup
from playground.ui.widgets.plain_text import message_box

if TYPE_CHECKING:
    from playground.engine.events.control import Control
    from playground.spec.project import Project
    from playground.ui.runs.run_controller import RunController

MOST_COPIED = 5_000
"""Rows on the clipboard beyond those of evaluations; more would hold up the window."""


class NetworkExports(QObject):
    """Writes the network of the project and of its run.

    Args:
        document: The project.
        runs: Have the run.
        place: Suggests where files go.
        say: Shows a sentence in the status bar.
        window: Parent of dialogs.
    """

    def __init__(
        self,
        document: Document,
        runs: RunController,
        place: SavePlace,
        say: Callable[[str], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document, self._runs, self._place, self._say, self._window = document, runs, place, say, window
        self._lookup = Lookup(self)

    # --- the network -----------------------------------------------------------------------------

    def save_drawing(self) -> None:
        """Save the network as drawn, as SVG, PNG, PDF or TikZ."""
        from playground.build.analysis.shapes import analyze  # noqa: PLC0415 - not at the start
        from playground.ui.export.network_drawing import write_drawing  # noqa: PLC0415

        title, project = "Save network", self._document.project
        path = self._place.ask_one(self._window, title, "network", DRAWINGS)
        if path is not None and self._tried(title, lambda: write_drawing(project, analyze(project), path)):
            self._say(f"Saved {path.name}.")

    def save_onnx(self) -> None:
        """Save the network of the run as it is now, or with its initial weights, as an ONNX file."""
        title = "Save as ONNX"
        words = missing("onnx")
        if words:
            complain(self._window, title, words)
            return
        within = self._ask_preprocessing(title)
        path = (
            None if within is None else self._place.ask(self._window, title, "network", ".onnx", "ONNX files")
        )
        if path is None:
            return
        project, control = self._document.project, None if self._runs.stale else self._runs.control
        self._say(f"Saving {path.name} …")
        self._lookup.start(
            lambda: _write_onnx(project, control, path, preprocessing=bool(within)),
            lambda names: self._say(f"Saved {path.name}; it gives {' and '.join(names)}."),
            lambda problem: complain(self._window, title, problem),
        )

    def _ask_preprocessing(self, title: str) -> bool | None:
        """Whether the file is to do the preprocessing; None when nothing is to be saved."""
        words = (
            "Should the file do the preprocessing?\n\nWith it, the file takes samples as the data set has them, and "
            "gives predictions in the targets' own unit. Without it, it holds the network alone."
        )
        box = message_box(self._window, QMessageBox.Icon.Question, title, words)
        inside = box.addButton("With preprocessing", QMessageBox.ButtonRole.AcceptRole)
        alone = box.addButton("Network alone", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(inside)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        return True if chosen is inside else False if chosen is alone else None

    # --- the run ---------------------------------------------------------------------------------

    def has_curves(self) -> bool:
        """Whether the run has made a step."""
        return bool(len(self._runs.record.curves["step"]))

    def copy_curves(self) -> None:
        """Put the curves of the run on the clipboard, as rows for a spreadsheet."""
        from playground.export.curve_tables import tab_separated  # noqa: PLC0415
        from playground.records.run_table import curve_table, thinned  # noqa: PLC0415

        columns, every = thinned(curve_table(self._runs.record), MOST_COPIED)
        QGuiApplication.clipboard().setText(tab_separated(columns))
        which = "all steps" if every == 1 else f"one of {every} steps, and all evaluations"
        self._say(
            f"Copied {len(columns['step']):,} rows: {which}. File › Export › Save curves… writes all to a file."
        )

    def save_curves(self) -> None:
        """Save all curves of the run as CSV, JSON or Parquet."""
        from playground.export.curve_tables import write_curves  # noqa: PLC0415

        title, record = "Save curves", self._runs.record
        path = self._place.ask_one(self._window, title, "curves", TABLES)
        if path is not None and self._tried(title, lambda: write_curves(record, path)):
            self._say(f"Saved {path.name}.")

    def writes_events(self) -> bool:
        """Whether runs write event files."""
        return self._runs.event_folder is not None

    def toggle_events(self) -> None:
        """Write event files for TensorBoard while training, or stop doing so."""
        title = "TensorBoard files"
        if self._runs.event_folder is not None:
            self._runs.event_folder = None
            self._say("Event files for TensorBoard are no longer written.")
            return
        words = missing("tensorboard")
        if words:
            complain(self._window, title, words)
            return
        chosen = QFileDialog.getExistingDirectory(self._window, "Folder for TensorBoard files")
        if chosen:
            self._runs.event_folder = Path(chosen)
            self._say(
                f"Each run writes event files into a folder of its own; see them with tensorboard --logdir {chosen}"
            )

    def _tried(self, title: str, write: Callable[[], object]) -> bool:
        try:
            write()
        except FileProblem as problem:
            complain(self._window, title, str(problem))
            return False
        return True


DRAWINGS = {"SVG": ".svg", "PDF": ".pdf", "PNG": ".png", "TikZ for LaTeX": ".tex"}
TABLES = {"CSV for spreadsheets": ".csv", "JSON": ".json", "Parquet": ".parquet"}


def _write_onnx(
    project: Project, control: Control | None, path: Path, *, preprocessing: bool
) -> tuple[str, ...]:
    """Write the network of a run between two steps; without a run, that with the initial weights."""
    from playground.catalog.kinds import DataProblem  # noqa: PLC0415
    from playground.exchange.onnx_out.model import export_onnx  # noqa: PLC0415
    from playground.exchange.onnx_out.preparation import NoOperator  # noqa: PLC0415
    from playground.ui.runs.run_model import model_from  # noqa: PLC0415

    network = model_from(control).network if control is not None else None
    try:
        return export_onnx(project, path, network, preprocessing=preprocessing)
    except (NoOperator, FileProblem) as problem:
        raise DataProblem(str(problem)) from None
