"""What the network predicts, in the form that fits the data: map, line, matrix, samples or scatter plot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from playground.app.document import Document
from playground.build.data.loading import load_data
from playground.catalog.kinds import DATASETS, DataProblem, UnknownEntry
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    SamplePredictions,
    UnitMaps,
)
from playground.engine.events.run import Event, Started
from playground.spec.data import DataSpec
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.numbers import count, exact, percent
from playground.ui.plots.frame.controls import Chip, Segmented, button
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.plots.prediction.confusion import ConfusionPage
from playground.ui.plots.prediction.decision_map import MapPage
from playground.ui.plots.prediction.page import Page, Points, points_of
from playground.ui.plots.prediction.samples import SamplesPage
from playground.ui.plots.prediction.scatter import AgainstPage, LinePage
from playground.ui.plots.prediction.shown_unit import ShownUnit, Unit
from playground.ui.runs.lookup import Lookup
from playground.ui.style.theme import Theme, ThemeHub

MOST_CHIPS = 10
"""Maximum number of classes named in the header."""


class PredictionPlot(PlotPanel):
    """Shows the newest prediction on the page for its type.

    Samples belong to the project as it was when the run started; later edits do not change them.
    """

    wanted = frozenset({DecisionMap, FittedLine, Confusion, SamplePredictions, PredictedAgainstTrue})
    hint = "What the network predicts appears here as soon as the project can train."

    def __init__(self, document: Document, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._document = document
        self._lookup = Lookup(self)
        self._spec: DataSpec | None = None
        self._points: Points | None = None
        self._page: Page | None = None
        self._seen: set[type[Event]] = set()
        self._validation_samples = 0
        self._dataset = document.project.data.dataset.kind
        self._class_chips: list[Chip] = []
        theme = hub.theme
        self._map = MapPage(theme, self._show_readout)
        self._unit = ShownUnit(self._map)
        self._line = LinePage(theme, self._show_readout)
        self._confusion = ConfusionPage(theme, self._show_readout)
        self._samples = SamplesPage(theme, self._show_readout)
        self._against = AgainstPage(theme, self._show_readout)
        self._stack = QStackedWidget()
        for page in (self._map, self._line, self._confusion, self._samples, self._against):
            self._stack.addWidget(page)
        for canvas in (self._map, self._line, self._against):
            canvas.left.connect(self.hide_readout)
            canvas.chart.on_follow = self._on_follow_changed
        self._make_header()
        self.set_body(self._stack)

    def _make_header(self) -> None:
        self._segments = Segmented(
            {"confusion": "Confusion", "samples": "Samples"},
            {
                "confusion": "Validation samples counted by true and predicted class",
                "samples": "Some validation samples with their predictions",
            },
        )
        self._segments.chosen.connect(self._on_page_chosen)
        self._train_chip = Chip("Training", "dot", interactive=False)
        self._validation_chip = Chip("Validation", "ring")
        self._fit_chip = Chip("Prediction", "line", interactive=False)
        self._validation_chip.setToolTip("Show the validation samples")
        self._validation_chip.toggled.connect(self._map.show_validation)
        self._validation_chip.toggled.connect(self._line.show_validation)
        self._discretize = button(
            "Discretize", "Show only the decision, not how certain it is", checkable=True
        )
        self._discretize.toggled.connect(self._on_discretize_toggled)
        self._follow_button = button("Follow", "Show everything again (or double-click the plot)")
        self._follow_button.clicked.connect(self.reset_view)
        self.header.add(self._segments)
        self.header.push_right()
        self.header.add(self._follow_button, self._fit_chip, self._train_chip, self._validation_chip)
        self.header.add_options(self._discretize)
        self._follow_button.hide()
        self._show_controls()

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Handle predictions of every kind."""
        return {
            Started: self._on_started,
            DecisionMap: lambda event: self._on_prediction(self._map, event),
            FittedLine: lambda event: self._on_prediction(self._line, event),
            Confusion: lambda event: self._on_prediction(self._confusion, event),
            SamplePredictions: lambda event: self._on_prediction(self._samples, event),
            PredictedAgainstTrue: lambda event: self._on_prediction(self._against, event),
        }

    @property
    def empty(self) -> bool:
        """Whether no prediction has arrived yet."""
        return self._page is None

    def forget(self) -> None:
        """Drop predictions and points."""
        self._lookup.drop()
        self._spec = self._points = self._page = None
        self._unit.forget()
        self._seen = set()
        for page in (self._map, self._line, self._confusion, self._samples, self._against):
            page.forget()
        self._show_controls()
        self.set_caption("")

    def reset_view(self) -> None:
        """Show everything again."""
        if self._page is not None:
            self._page.reset_view()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for page in (self._map, self._line, self._confusion, self._samples, self._against):
            page.apply_theme(theme)
        for chip in (self._train_chip, self._validation_chip):
            chip.set_color(theme.muted, theme.border)
        self._fit_chip.set_color(theme.class_colors[1], theme.border)
        for number in range(len(self._class_chips)):
            self._color_class(number)

    def draw(self) -> None:
        """Show the newest prediction."""
        page = self._page
        if page is None:
            return
        if page in (self._map, self._line) and self._points is None and self._spec is not None:
            self._load_points()
        self._stack.setCurrentWidget(page)  # type: ignore[arg-type]
        page.draw()
        mistaken = self._document.project.training.evaluate_in == "training"
        note = "in training mode, with everything shown as one batch" if mistaken else ""
        caption = ", ".join(part for part in (self._summary(), note) if part)
        self.set_caption(caption[:1].upper() + caption[1:])

    # --- a unit in place of the prediction, and what stays --------------------------------------

    def show_unit(self, node: str, unit: int, title: str) -> None:
        """Show what a unit of a layer computes, with the samples over it; the prediction again for no layer."""
        self._unit.point(Unit(node, unit, title) if node else None)

    def pin_unit(self, node: str, unit: int, title: str) -> None:
        """Show a unit until it is clicked again, another one is, or ``release`` is called."""
        if self.isVisible() and self._page is self._map:
            self._unit.pin(Unit(node, unit, title))

    @property
    def shows_units(self) -> bool:
        """Whether the unit under the mouse is shown now: the plot is in sight, and its data are points of a plane."""
        return self.isVisible() and self._page is self._map and not self._unit.pinned

    def release(self) -> bool:
        """Remove the probe, else release the pinned unit; return whether there was one."""
        probed = [page.probe.release() for page in (self._map, self._line)]
        return any(probed) or self._unit.release()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Escape removes what stays."""
        if not (event.key() == Qt.Key.Key_Escape and self.release()):
            super().keyPressEvent(event)

    def take(self, events: Sequence[Event]) -> bool:
        """Store the events of this run; maps of units matter only while one is shown."""
        taken = super().take(events)
        for event in events:
            if isinstance(event, UnitMaps):
                self._unit.take(event)
        return taken

    # --- events ----------------------------------------------------------------------------------

    def _on_started(self, event: Started) -> None:
        self._validation_samples = event.validation_samples
        self._lookup.drop()
        if self._document.project.data.dataset.kind != self._dataset:
            self._dataset = self._document.project.data.dataset.kind
            self.release()
            self._unit.release()
        self._spec = self._document.project.data

    def _on_prediction(self, page: Any, event: Event) -> None:
        page.take(event)
        first = type(event) not in self._seen
        self._seen.add(type(event))
        both = {Confusion, SamplePredictions} <= self._seen
        if both:
            page = self._samples if self._segments.current == "samples" else self._confusion
        if first or page is not self._page:
            self._page = page
            self._follow_button.hide()
            self._show_controls()

    def _load_points(self) -> None:
        spec, self._spec = self._spec, None
        assert spec is not None
        if spec.dataset.kind in DATASETS and DATASETS.entry(spec.dataset.kind).large:
            self._lookup.start(lambda: points_of(load_data(spec)), self._on_points_loaded, lambda _: None)
            return
        try:
            points = points_of(load_data(spec))
        except (DataProblem, UnknownEntry):
            return  # without samples the prediction is shown alone
        self._show_points(points)

    def _on_points_loaded(self, points: Points) -> None:
        self._show_points(points)
        self.draw()

    def _show_points(self, points: Points) -> None:
        self._points = points
        (self._map if self._page is self._map else self._line).show_data(self._points)
        self._show_classes(self._points.info.class_names if self._page is self._map else ())

    def _summary(self) -> str:
        if self._page in (self._confusion, self._samples) and Confusion in self._seen:
            right, total = self._confusion.correct
            share = percent(right / total) if total else "–"
            whole = self._validation_samples
            part = (
                f", counted on {count(total)} of {count(whole)} validation samples" if total < whole else ""
            )
            return f"Validation accuracy {share} ({count(right)} of {count(total)}){part}"
        if self._page is self._against:
            return f"Validation R² {exact(self._against.r2, 3)}"
        return ""

    # --- controls --------------------------------------------------------------------------------

    def _show_controls(self) -> None:
        points = self._page in (self._map, self._line) and self._page is not None
        self._fit_chip.setVisible(self._page is self._line and self._page is not None)
        self._train_chip.setVisible(points)
        self._validation_chip.setVisible(points)
        self._discretize.setVisible(self._page is self._map and self._page is not None)
        self._segments.setVisible(self._page in (self._confusion, self._samples) and len(self._seen) > 1)
        if not points:
            self._show_classes(())

    def _show_classes(self, names: Sequence[str]) -> None:
        """Name the classes; chips are kept and used again, as each run begins without names."""
        names = names[:MOST_CHIPS]
        while len(self._class_chips) < len(names):
            chip = Chip("", "dot", interactive=False)
            self.header.insert(len(self._class_chips), chip)
            self._class_chips.append(chip)
            self._color_class(len(self._class_chips) - 1)
        for number, chip in enumerate(self._class_chips):
            chip.setVisible(number < len(names))
            if number < len(names):
                chip.set_name(names[number])

    def _color_class(self, number: int) -> None:
        colors = self.theme.class_colors
        self._class_chips[number].set_color(colors[number % len(colors)], self.theme.border)

    def _on_page_chosen(self, key: str) -> None:
        self._page = self._samples if key == "samples" else self._confusion
        self.redraw()

    def _on_discretize_toggled(self, on: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self._map.discretize = on
        self.redraw()

    def _on_follow_changed(self, chart: Chart) -> None:
        self._follow_button.setVisible(not chart.following)
        if chart.following:
            self.redraw_soon()

    def _show_readout(self, at: QPoint, title: str, rows: Sequence[Row]) -> None:
        if rows:
            self.readout.show_at(at, title, rows)
        else:
            self.readout.hide()
