"""The preprocessing lab: training samples and loss before and after preprocessing, side by side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from playground.app.document import Changed, Document
from playground.catalog.kinds import TRANSFORMS
from playground.engine.events.run import Event, RunState, StateChanged
from playground.engine.jobs.preprocessing import CannotPrepare, LossCompared, Preprocessed, PreprocessingJob
from playground.engine.probes.sensitivity import Sensitivity
from playground.spec.base import Choice
from playground.ui.plots.chart.numbers import count
from playground.ui.plots.frame.controls import Segmented, style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.preprocessing.pages import Bars, Cloud, common_scale
from playground.ui.plots.preprocessing.side import Side
from playground.ui.plots.preprocessing.wording import Sample, Samples, samples_of, slices
from playground.ui.runs.lookup import Lookup
from playground.ui.runs.runner import Runners
from playground.ui.style.theme import Theme, ThemeHub

FRAME_MS = 30
NAME_LENGTH = 16
"""Letters of an input's name that are always seen."""
AT_ONCE = 50_000
"""Samples that are reckoned with while the window waits: a few milliseconds."""
AGAIN_MS = 80
"""The data are prepared anew so long after the last edit."""

PAGES = {"cloud": "Scatter", "histogram": "Histogram", "images": "Images", "loss": "Loss"}
TIPS = {
    "cloud": "Two inputs against each other, with the principal axes",
    "histogram": "How often each value of an input occurs",
    "images": "The same images before and after",
    "loss": "How far the loss of a linear layer rises when its weights change a little",
}
WAYS = {"extremes": "Steepest and flattest", "weights": "Two weights"}


class PreparationLab(QDialog):
    """Shows what the project's preprocessing does; computed in a thread of its own while the lab is open."""

    def __init__(self, document: Document, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preprocessing")
        self.resize(1040, 620)
        self._document, self._hub = document, hub
        self._threads = Runners(self)
        self._jobs = 0
        self._stale = True
        self._samples: Samples | None = None
        self._found: Sensitivity | None = None
        self._lookup = Lookup(self)
        self._frames = self._timer(FRAME_MS, self._drain)
        self._again = self._timer(AGAIN_MS, self._restart)
        self._again.setSingleShot(True)
        self._arrange()
        self._unsubscribe: Callable[[], None] = document.subscribe(self._follow)
        hub.changed.connect(self._restyle)
        self._restyle(hub.theme)
        self._show_choice()

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    def _arrange(self) -> None:
        self.transform = QComboBox(self)
        self.transform.setAccessibleName("Preprocessing")
        for entry in TRANSFORMS:
            self.transform.addItem(entry.title, entry.key)
        self.transform.activated.connect(self._choose_transform)
        self.page, self.way = Segmented(PAGES, TIPS), Segmented(WAYS)
        self.page.chosen.connect(self._draw)
        self.way.chosen.connect(self._draw)
        self.columns = (QComboBox(self), QComboBox(self))
        for box, name in zip(self.columns, ("First input", "Second input"), strict=True):
            box.setAccessibleName(name)
            box.setMaxVisibleItems(20)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(NAME_LENGTH)
            box.activated.connect(self._draw)
        header = Header()
        header.add(QLabel("Preprocessing"), self.transform, self.page)
        header.push_right()
        header.add(self.way, *self.columns)
        self.before, self.after = Side(self._hub.theme), Side(self._hub.theme)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.before, 1)
        row.addWidget(self.after, 1)
        self.hint = QLabel("Preparing the data…")
        self.hint.setObjectName("plotHint")
        self.hint.setWordWrap(True)
        self.body = QStackedWidget(self)
        self.body.addWidget(self.hint)
        self.body.addWidget(both)
        self.words = QLabel(self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(header)
        column.addWidget(self.words)
        column.addWidget(self.body, 1)

    # --- the document ----------------------------------------------------------------------------

    def _follow(self, changed: Changed) -> None:
        if changed.opened or changed.before.data != changed.after.data:
            self._stale = True
            self._show_choice()
            if self.isVisible():
                self._again.start()

    def _show_choice(self) -> None:
        self.transform.setCurrentIndex(self.transform.findData(self._document.project.data.transform.kind))

    @Slot()
    def _choose_transform(self) -> None:
        choice = Choice(kind=str(self.transform.currentData()))
        if choice.kind != self._document.project.data.transform.kind:
            self._document.edit(
                "Change preprocessing",
                lambda project: project.with_(data=project.data.with_(transform=choice)),
            )

    def showEvent(self, event: QShowEvent) -> None:
        """Qt: shown. Prepare what has changed meanwhile."""
        super().showEvent(event)
        if self._stale:
            self._restart()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: closed. Nobody looks, so nothing is prepared."""
        super().hideEvent(event)
        self._again.stop()
        self._stale = self._stale or self._threads.current is not None or self._lookup.busy
        self._lookup.drop()
        self._stop()

    # --- the thread ------------------------------------------------------------------------------

    @Slot()
    def _restart(self) -> None:
        self._stop()
        self._stale = False
        self._jobs += 1
        spec, number = self._document.project.data, self._jobs
        self.words.setText("Preparing the data…")
        self._threads.start(lambda control: PreprocessingJob(spec, number, control), number)
        self._frames.start()

    @Slot()
    def _drain(self) -> None:
        runner = self._threads.current
        if runner is None:
            return
        over = runner.isFinished()
        for event in runner.mailbox.take():
            self._take(event)
        if over:
            self._stop()

    def _take(self, event: Event) -> None:
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
            self.words.setText("")
            self.body.setCurrentIndex(0)

    def _stop(self) -> None:
        self._frames.stop()
        self._threads.stop()

    def end(self) -> None:
        """End the thread and the timers; may be called again."""
        self._unsubscribe()
        self._again.stop()
        self._lookup.drop()
        self._stop()
        self._threads.close()

    # --- showing ---------------------------------------------------------------------------------

    def _offer(self, samples: Samples) -> None:
        """The columns and pages that there are."""
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
    def _draw(self, _key: str = "") -> None:
        samples = self._samples
        if samples is None:
            return
        self.body.setCurrentIndex(1)
        page = self.page.current
        ways = page == "loss" and len(samples.before.names) > 1
        self.way.setVisible(ways)
        second = page == "cloud" or (ways and self.way.current == "weights")
        self.columns[0].setVisible(page == "histogram" or second)
        self.columns[1].setVisible(second)
        self.words.setText(
            "No preprocessing is chosen, so both sides are the same; choose one above."
            if samples.data.spec.transform.kind == "none"
            else f"Fitted on the {count(samples.fitted_on)} training samples only; "
            f"the {count(samples.held)} validation samples are prepared with the same numbers."
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
        """Cloud or histogram, reckoned from all samples; beside the window where they are many."""
        first, second = (box.currentIndex() for box in self.columns)

        def reckon() -> tuple[Cloud | Bars, Cloud | Bars]:
            return samples.numbers(page, first, second)

        def show(found: tuple[Cloud | Bars, Cloud | Bars]) -> None:
            for (side, sample), numbers in zip(self._sides(samples), found, strict=True):
                side.show_numbers(numbers, sample.colors)

        if len(samples.before.all) <= AT_ONCE:
            show(reckon())
            return
        for side, _ in self._sides(samples):
            side.words.setText("Looking at all samples…")
        self._lookup.start(reckon, show, self.words.setText)

    def _draw_loss(self, samples: Samples) -> None:
        sides = (self.before, self.after)
        if self._found is None:
            for side in sides:
                side.words.setText("Looking at the loss…")
            return
        columns = tuple(box.currentIndex() for box in self.columns) if self.way.current == "weights" else None
        cuts = slices(samples, self._found, columns)
        scale = common_scale([cut.rise for cut in cuts])
        for side, cut in zip(sides, cuts, strict=True):
            side.loss.show_slice(cut, scale)
            side.words.setText(cut.words)
        self.words.setText(
            f"A linear layer with squared loss on {count(self._found.samples)} training samples ({self._found.task}): "
            "how far the loss rises around its least value when the weights change by up to 1/√d, the size of freshly "
            "drawn weights. Both sides share axes, colours and lines."
        )

    def _restyle(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))
        for side in (self.before, self.after):
            side.apply(theme)
        if self._samples is not None:
            self._samples = self._samples.in_colors(theme)
            self._draw()
