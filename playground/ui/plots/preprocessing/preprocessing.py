"""The preprocessing lab: training samples and loss before and after preprocessing, side by side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.jobs.preprocessing import CannotPrepare, LossCompared, Preprocessed, PreprocessingJob
from playground.engine.probes.sensitivity import Sensitivity
from playground.spec.base import Choice
from playground.ui.plots.chart.numbers import count
from playground.ui.plots.frame.controls import style
from playground.ui.plots.preprocessing.augmentation_strip import AugmentationStrip
from playground.ui.plots.preprocessing.lab_header import PAGES, LabHeader
from playground.ui.plots.preprocessing.pages import Bars, Cloud, common_scale
from playground.ui.plots.preprocessing.side import Side
from playground.ui.plots.preprocessing.wording import Sample, Samples, samples_of, slices
from playground.ui.runs.feed import Feed
from playground.ui.runs.lookup import Lookup
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.accessible_names import name_parts
from playground.ui.widgets.plain_text import plain_label

FRAME_MS = 30
AT_ONCE = 50_000
"""Up to this many samples the numbers are computed while the window waits: a few milliseconds."""
EDIT_PAUSE_MS = 80
"""Time after the last edit until the data are prepared again."""


class PreprocessingLab(QDialog):
    """Shows what the project's preprocessing does; computes in a thread of its own while the lab is open."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preprocessing")
        self.resize(1040, 620)
        self._document, self._hub = document, hub
        self._stale = True
        self._samples: Samples | None = None
        self._found: Sensitivity | None = None
        self._lookup = Lookup(self)
        self._feed = Feed(self, FRAME_MS, self._on_events)
        self._edited = QTimer(self, interval=EDIT_PAUSE_MS, singleShot=True)
        self._edited.timeout.connect(self._prepare)
        self._arrange()
        self._unsubscribe: Callable[[], None] = document.subscribe(self._on_document_changed)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)
        self._show_choice()

    def _arrange(self) -> None:
        header = LabHeader()
        self.transform, self.page = header.transform, header.page
        self.directions, self.columns = header.directions, header.columns
        self.transform.activated.connect(self._on_transform_chosen)
        header.view_changed.connect(self._draw)
        self.before, self.after = Side(self._hub.theme), Side(self._hub.theme)
        name_parts(self.before, "Data before")
        name_parts(self.after, "Data after")
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.before, 1)
        row.addWidget(self.after, 1)
        self.hint = plain_label("Preparing the data…")
        self.hint.setObjectName("plotHint")
        self.hint.setWordWrap(True)
        self.body = QStackedWidget(self)
        self.body.addWidget(self.hint)
        self.body.addWidget(both)
        self.note = plain_label("", self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(header)
        column.addWidget(self.note)
        column.addWidget(self.body, 1)
        self.augmentation = AugmentationStrip(self)
        column.addWidget(self.augmentation)

    # --- the document ----------------------------------------------------------------------------

    def _on_document_changed(self, changed: Changed) -> None:
        if changed.opened or changed.before.data != changed.after.data:
            self._stale = True
            self._show_choice()
            if self.isVisible():
                self._edited.start()
        if self.isVisible():
            self._show_augmentation()

    def _show_augmentation(self) -> None:
        project = self._document.project
        self.augmentation.show_choice(project.data, project.training.augment)

    def _show_choice(self) -> None:
        self.transform.setCurrentIndex(self.transform.findData(self._document.project.data.transform.kind))

    @Slot()
    def _on_transform_chosen(self) -> None:
        choice = Choice(kind=str(self.transform.currentData()))
        if choice.kind != self._document.project.data.transform.kind:
            self._document.edit(
                "Change preprocessing",
                lambda project: project.with_(data=project.data.with_(transform=choice)),
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: prepare the data if they changed while the lab was closed."""
        super().showEvent(event)
        self._show_augmentation()
        if self._stale:
            self._prepare()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: stop preparing, as nobody looks."""
        super().hideEvent(event)
        self._edited.stop()
        self._stale = self._stale or self._feed.busy or self._lookup.busy
        self._lookup.drop()
        self._feed.stop()

    # --- the thread ------------------------------------------------------------------------------

    @Slot()
    def _prepare(self) -> None:
        self._stale = False
        spec = self._document.project.data
        self.note.setText("Preparing the data…")
        self._feed.start(lambda control, run: PreprocessingJob(spec, run, control))

    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            self._on_event(event)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Preprocessed):
            self._samples, self._found = samples_of(event, self._hub.theme), None
            self._offer(self._samples)
            self._draw()
        elif isinstance(event, LossCompared):
            self._found = event.found
            self._draw()
        elif isinstance(event, CannotPrepare) or (
            isinstance(event, StateChanged) and event.state is RunState.FAILED
        ):
            self._samples = self._found = None
            self._lookup.drop()
            self.hint.setText(event.message)
            self.note.setText("")
            self.body.setCurrentIndex(0)

    def end(self) -> None:
        """Stop the thread and the timers; may be called again."""
        self._unsubscribe()
        self._edited.stop()
        self._lookup.drop()
        self.augmentation.drop()
        self._feed.close()

    # --- showing ---------------------------------------------------------------------------------

    def _offer(self, samples: Samples) -> None:
        """Offer the columns and pages that these samples have."""
        names = samples.before.names
        for place, box in enumerate(self.columns):
            if [box.itemText(number) for number in range(box.count())] != list(names):
                box.clear()
                box.addItems(list(names))
                box.setCurrentIndex(samples.first_columns[place])
        alone = len(names) < 2
        missing = {"cloud"} if alone else set()
        if samples.before.images is None:
            missing.add("images")
        for key in PAGES:
            self.page.set_available(key, available=key not in missing)
        if self.page.current in missing:
            self.page.choose("histogram")

    @Slot()
    def _draw(self) -> None:
        samples = self._samples
        if samples is None:
            return
        self.body.setCurrentIndex(1)
        page = self.page.current
        choosable = page == "loss" and len(samples.before.names) > 1
        self.directions.setVisible(choosable)
        second = page == "cloud" or (choosable and self.directions.current == "weights")
        self.columns[0].setVisible(page == "histogram" or second)
        self.columns[1].setVisible(second)
        self.note.setText(
            "No preprocessing is selected, so both sides are the same. Select one above."
            if samples.data.spec.transform.kind == "none"
            else f"Fitted on the {count(samples.fitted_on)} training samples only; "
            f"the {count(samples.held)} validation samples are transformed with the same parameters."
        )
        self._lookup.drop()
        for side, sample in self._sides(samples):
            side.show_page(sample, list(PAGES).index(page))
        if page == "loss":
            self._draw_loss(samples)
        elif page != "images":
            self._draw_numbers(samples, page)

    def _sides(self, samples: Samples) -> tuple[tuple[Side, Sample], tuple[Side, Sample]]:
        return (self.before, samples.before), (self.after, samples.after)

    def _draw_numbers(self, samples: Samples, page: str) -> None:
        """Draw cloud or histogram from all samples, computed in a thread when there are many."""
        first, second = (box.currentIndex() for box in self.columns)

        def compute() -> tuple[Cloud | Bars, Cloud | Bars]:
            return samples.numbers(page, first, second)

        def show(found: tuple[Cloud | Bars, Cloud | Bars]) -> None:
            for (side, sample), numbers in zip(self._sides(samples), found, strict=True):
                side.show_numbers(numbers, sample.colors)

        if len(samples.before.all) <= AT_ONCE:
            show(compute())
            return
        for side, _ in self._sides(samples):
            side.note.setText("Computing from all samples…")
        self._lookup.start(compute, show, self.note.setText)

    def _draw_loss(self, samples: Samples) -> None:
        sides = (self.before, self.after)
        if self._found is None:
            for side in sides:
                side.note.setText("Computing the loss…")
            return
        columns = (
            tuple(box.currentIndex() for box in self.columns)
            if self.directions.current == "weights"
            else None
        )
        cuts = slices(samples, self._found, columns)
        scale = common_scale([cut.rise for cut in cuts])
        for side, cut in zip(sides, cuts, strict=True):
            side.loss.show_slice(cut, scale)
            side.note.setText(cut.note)
        self.note.setText(
            f"A linear layer with squared loss on {count(self._found.samples)} training samples ({self._found.task}): "
            "how much the loss rises above its minimum when the weights change by up to 1/√d, the size of freshly "
            "initialized weights. Both sides share axes, colours and contour lines."
        )

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        for side in (self.before, self.after):
            side.apply_theme(theme)
        if self._samples is not None:
            self._samples = self._samples.in_colors(theme)
            self._draw()
