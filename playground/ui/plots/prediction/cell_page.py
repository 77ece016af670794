"""The samples behind a cell of the confusion matrix as rows of a table."""

from __future__ import annotations

from base64 import b64encode

from PySide6.QtCore import QBuffer, QIODevice, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from playground.engine.events.pictures import ValidationPredictions
from playground.spec.data import DataSpec
from playground.ui.plots.chart.numbers import count, exact, percent
from playground.ui.plots.frame.panel import Readout, Row
from playground.ui.plots.prediction.cell_filter import CellFilter
from playground.ui.plots.prediction.cell_rows import CellRows
from playground.ui.plots.prediction.cell_samples import Cell, CellSamples
from playground.ui.style.theme import Theme, small_font
from playground.ui.widgets.plain_text import plain_label

CLASSES = (3, 10)
"""Minimum and maximum number of classes in the card of a sample."""
CARD_PICTURE = 96
"""Side in pixels of the picture in the card of a sample."""
LINE = 15
"""Height in pixels of a line of the card."""


class CellPage(QWidget):
    """A row for each sample, highest loss first; a click on one opens it.

    Attributes:
        table: The rows.
    """

    opened = Signal(int)
    """Row of the sample that was clicked."""
    changed = Signal()
    """Other samples are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._rows = CellRows(theme)
        self.table = QTableView()
        self.table.setModel(self._rows)
        self.table.setAccessibleName("Samples of the chosen cell, highest loss first")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setShowGrid(False)
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.clicked.connect(self._on_activated)
        self.table.activated.connect(self._on_activated)
        self.note = plain_label("")
        self.note.setObjectName("plotHint")
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.card = Readout(self)
        self._filter = CellFilter(self)
        self._filter.found.connect(self.show_samples)
        self._filter.failed.connect(self.show_note)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.addWidget(self.table)
        column.addWidget(self.note)
        self.show_note("")

    @property
    def samples(self) -> CellSamples | None:
        """What is shown."""
        return self._rows.samples

    @property
    def cell(self) -> Cell | None:
        """The chosen cell: true class and predicted class."""
        return self._filter.cell

    def choose(self, cell: Cell, spec: DataSpec) -> None:
        """Show the samples of a cell of a run with these data, once they are found."""
        self.show_note("Finding the samples…")
        self._filter.choose(cell, spec)

    def take(self, event: ValidationPredictions) -> None:
        """Store the newest predictions."""
        self._filter.take(event)

    def release_cell(self) -> bool:
        """Choose no cell; return whether one was chosen."""
        return self._filter.release()

    def point(self, row: int) -> tuple[float, float] | None:
        """Return the coordinates of a sample in the plane; None for data of another kind."""
        samples = self.samples
        if samples is None or samples.raw.shape[1:] != (2,):
            return None
        return float(samples.raw[row, 0]), float(samples.raw[row, 1])

    def summary(self) -> str:
        """Say which samples are shown."""
        found = self.samples
        if found is None:
            return ""
        true, predicted = (found.info.class_names[k] for k in found.cell)
        words = f"{true} predicted as {predicted}" if true != predicted else f"{true} predicted correctly"
        samples = "1 validation sample" if found.count == 1 else f"{count(found.count)} validation samples"
        part = f", {count(len(found.places))} shown" if len(found.places) < found.count else ""
        return f"{words} at step {count(found.step)}: {samples}{part}, highest loss first"

    def show_note(self, text: str) -> None:
        """Show a sentence in place of the samples."""
        self._rows.show_samples(None)
        self.card.hide()
        self.table.hide()
        self.note.setText(text)
        self.note.show()
        self.changed.emit()

    def show_samples(self, samples: CellSamples) -> None:
        """Show samples; the selected one stays selected where it is still among them."""
        if not len(samples.places):
            self.show_note("No validation sample is in this cell any more.")
            return
        before, row = self._rows.samples, self.table.currentIndex().row()
        place = int(before.places[row]) if before is not None and 0 <= row < len(before.places) else -1
        scrolled = self.table.verticalScrollBar().value()
        other = before is None or before.cell != samples.cell
        self._rows.show_samples(samples)
        self.note.hide()
        self.table.show()
        self.table.setIconSize(self._rows.icon_size())
        self.table.verticalHeader().setDefaultSectionSize(self._rows.icon_size().height() + 6)
        self.changed.emit()
        if other:
            self.card.hide()
            self.table.scrollToTop()
            self._fit_columns()
            return
        self.table.verticalScrollBar().setValue(scrolled)
        found = [number for number, each in enumerate(samples.places.tolist()) if each == place]
        if found:
            self.table.selectRow(found[0])

    def _fit_columns(self) -> None:
        self.table.resizeColumnsToContents()
        header = self.table.horizontalHeader()
        for column in range(self._rows.columnCount()):
            header.resizeSection(column, min(header.sectionSize(column) + 4, 220))

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        self._rows.apply_theme(theme)
        for widget in (self.table, self.table.horizontalHeader()):
            widget.setFont(small_font(theme))

    def forget(self) -> None:
        """Drop the samples and the run."""
        self._filter.forget()
        self.show_note("")

    def reset_view(self) -> None:
        """Scroll to the worst sample."""
        self.table.scrollToTop()

    def draw(self) -> None:
        """Do nothing: a table paints itself."""

    def release(self) -> bool:
        """Hide the card of a sample; return whether there was one."""
        shown = not self.card.isHidden()
        self.card.hide()
        return shown

    def show_card(self, row: int) -> None:
        """Show a sample large, with the probabilities of its classes."""
        samples = self.samples
        assert samples is not None
        image = self._rows.image_of(row)
        room = self.height() - (0 if image.isNull() else CARD_PICTURE)
        most = min(max(room // LINE - 4, CLASSES[0]), CLASSES[1])
        order = samples.scores[row].argsort()[::-1][:most]
        names = samples.info.class_names
        rows: list[Row] = [(names[k], percent(float(samples.scores[row, k]))) for k in order.tolist()]
        rows += [("loss", exact(float(samples.loss[row])))]
        title = f"Validation sample {int(samples.places[row]) + 1}"
        picture = "" if image.isNull() else _inline(image, self._rows.icon_size())
        at = self.table.visualRect(self._rows.index(row, 0)).center()
        self.card.show_at(self.table.viewport().mapTo(self, at), title, rows, picture)

    def _on_activated(self, index: QModelIndex) -> None:
        if self.samples is not None and index.isValid():
            self.opened.emit(index.row())


def _inline(image: QImage, icon: QSize) -> str:
    """Return an image as HTML that needs no file."""
    high = CARD_PICTURE if icon.width() <= icon.height() else icon.height()
    drawn = image.scaledToHeight(high, Qt.TransformationMode.FastTransformation)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn.save(buffer, "PNG")  # type: ignore[call-overload]
    return f'<img src="data:image/png;base64,{b64encode(buffer.data().data()).decode()}">'
