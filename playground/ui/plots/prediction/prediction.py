"""What the network predicts, in the form that fits the data: map, line, matrix, samples or scatter plot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from playground.app.document import Document
from playground.engine.events.pictures import (
    Confusion,
    DecisionMap,
    FittedLine,
    PredictedAgainstTrue,
    SamplePredictions,
    UnitMaps,
    ValidationPredictions,
)
from playground.engine.events.run import Event, Started
from playground.spec.data import DataSpec
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.numbers import count, exact, percent
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.plots.prediction.cell_page import CellPage
from playground.ui.plots.prediction.confusion import ConfusionPage
from playground.ui.plots.prediction.decision_map import MapPage
from playground.ui.plots.prediction.header_controls import HeaderControls
from playground.ui.plots.prediction.page import Page, Points
from playground.ui.plots.prediction.points_loader import PointsLoader
from playground.ui.plots.prediction.samples import SamplesPage
from playground.ui.plots.prediction.scatter import AgainstPage, LinePage
from playground.ui.plots.prediction.shown_unit import ShownUnit, Unit
from playground.ui.style.theme import Theme, ThemeHub

KEYS: dict[type[Event], str] = {
    DecisionMap: "map",
    FittedLine: "line",
    PredictedAgainstTrue: "against",
    Confusion: "confusion",
    SamplePredictions: "samples",
}
"""Key of the page of each prediction; the first one that a run has is shown until the user chooses."""


class PredictionPlot(PlotPanel):
    """Shows the newest prediction on the page for its type, with the samples of the project as the run found it."""

    wanted = frozenset(KEYS)
    hint = "What the network predicts appears here as soon as the project can train."

    def __init__(self, document: Document, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._document = document
        self._loader = PointsLoader(self)
        self._spec: DataSpec | None = None
        self._data = document.project.data
        self._points: Points | None = None
        self._page: Page | None = None
        self._seen: set[type[Event]] = set()
        self._chosen = ""
        self._validation_samples = 0
        self._dataset = document.project.data.dataset.kind
        theme = hub.theme
        self._map = MapPage(theme, self._show_readout)
        self._unit = ShownUnit(self._map)
        self._line = LinePage(theme, self._show_readout)
        self._confusion = ConfusionPage(theme, self._show_readout)
        self._samples = SamplesPage(theme, self._show_readout)
        self._against = AgainstPage(theme, self._show_readout)
        self._cell = CellPage(theme)
        self._page_of: dict[str, Page] = {
            "map": self._map,
            "line": self._line,
            "against": self._against,
            "confusion": self._confusion,
            "samples": self._samples,
            "cell": self._cell,
        }
        self._stack = QStackedWidget()
        for each in self._page_of.values():
            self._stack.addWidget(each)  # type: ignore[arg-type]
        self.controls = HeaderControls(self.header, theme)
        self._connect()
        self.set_body(self._stack)

    def _connect(self) -> None:
        controls = self.controls
        for canvas in (self._map, self._line, self._against):
            canvas.left.connect(self.hide_readout)
            canvas.chart.on_follow = self._on_follow_changed
        controls.segments.chosen.connect(self._on_page_chosen)
        controls.back.clicked.connect(self.release)
        for page in (self._map, self._line):
            controls.validation.toggled.connect(page.show_validation)
        controls.discretize.toggled.connect(self._on_discretize_toggled)
        controls.follow.clicked.connect(self.reset_view)
        self._confusion.chosen.connect(self._on_cell_chosen)
        self._cell.changed.connect(self.redraw)
        self._cell.opened.connect(self._on_sample_opened)

    # --- panel -----------------------------------------------------------------------------------

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Handle predictions of every kind."""
        return {
            Started: self._on_started,
            ValidationPredictions: self._cell.take,
            **dict.fromkeys(KEYS, self._on_prediction),
        }

    @property
    def empty(self) -> bool:
        """Whether no prediction has arrived yet."""
        return self._page is None

    def forget(self) -> None:
        """Drop predictions and points."""
        self._loader.drop()
        self._release_cell()
        self._spec = self._points = self._page = None
        self._unit.forget()
        self._seen = set()
        for page in self._page_of.values():
            page.forget()
        self._show_controls()
        self.set_caption("")

    def reset_view(self) -> None:
        """Show everything again."""
        if self._page is not None:
            self._page.reset_view()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for page in self._page_of.values():
            page.apply_theme(theme)
        self.controls.apply_theme(theme)

    def draw(self) -> None:
        """Show the newest prediction."""
        page = self._page
        if page is None:
            return
        if page in (self._map, self._line) and self._points is None and self._spec is not None:
            spec, self._spec = self._spec, None
            self._loader.load(spec, self._show_points)
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
        """Remove the probe or card, else release the pinned unit or the chosen cell; return whether there was one."""
        if self._page is self._cell:
            return self._cell.release() or self._release_cell()
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
        self._loader.drop()
        if self._document.project.data.dataset.kind != self._dataset:
            self._dataset = self._document.project.data.dataset.kind
            self.release()
            self._unit.release()
        self._spec = self._data = self._document.project.data

    def _on_prediction(self, event: Event) -> None:
        page: Any = self._page_of[KEYS[type(event)]]
        page.take(event)
        if type(event) not in self._seen:
            self._seen.add(type(event))
            self._choose_page()

    def _choose_page(self) -> None:
        """Show the page that was chosen, if these data have it, else their first one."""
        offered = [key for kind, key in KEYS.items() if kind in self._seen]
        key = self._chosen if self._chosen in offered else offered[0] if offered else ""
        shown = "cell" if key == "confusion" and self._cell.cell is not None else key
        self._page = self._page_of.get(shown)
        self.controls.follow.hide()
        self._show_controls()

    def _show_points(self, points: Points) -> None:
        self._points = points
        page = self._map if self._page is self._map else self._line
        page.show_data(points)
        page.draw()
        self._show_controls()

    def _summary(self) -> str:
        if self._page in (self._confusion, self._samples) and Confusion in self._seen:
            right, total = self._confusion.correct
            share = percent(right / total) if total else "–"
            whole = self._validation_samples
            part = (
                f", counted on {count(total)} of {count(whole)} validation samples" if total < whole else ""
            )
            return f"Validation accuracy {share} ({count(right)} of {count(total)}){part}"
        if self._page is self._cell:
            return self._cell.summary()
        if self._page is self._against:
            return f"Validation R² {exact(self._against.r2, 3)}"
        return ""

    # --- the samples of a cell -------------------------------------------------------------------

    def _on_cell_chosen(self, true: int, predicted: int) -> None:
        """Show the samples of a cell once there are predictions of all samples."""
        self._cell.choose((true, predicted), self._data)
        self.wanted = frozenset(KEYS) | {ValidationPredictions}
        self.wanted_changed.emit()
        self.hide_readout()
        self._choose_page()
        self.redraw()

    def _release_cell(self) -> bool:
        """Show the whole matrix again; return whether a cell was chosen."""
        if not self._cell.release_cell():
            return False
        self.wanted = frozenset(KEYS)
        self.wanted_changed.emit()
        self._choose_page()
        self.redraw()
        return True

    def _on_sample_opened(self, row: int) -> None:
        """Mark a sample on the map where there is one, else show it large."""
        at = self._cell.point(row) if DecisionMap in self._seen else None
        if at is None:
            self._cell.show_card(row)
        else:
            self._on_page_chosen("map")
            self._map.probe.show_at(at)

    # --- controls --------------------------------------------------------------------------------

    def _show_controls(self) -> None:
        key = next((key for key, page in self._page_of.items() if page is self._page), "")
        of_cell = key == "cell"
        shown = [KEYS[kind] for kind in KEYS if kind in self._seen]
        self.controls.show_for("confusion" if of_cell else key, shown, of_cell=of_cell)
        if self._points is not None and key == "map":
            self.controls.name_classes(self._points.info.class_names)

    def _on_page_chosen(self, key: str) -> None:
        self._chosen = key
        self._choose_page()
        self.redraw()

    def _on_discretize_toggled(self, on: bool) -> None:  # noqa: FBT001 - as Qt's signal gives it
        self._map.discretize = on
        self.redraw()

    def _on_follow_changed(self, chart: Chart) -> None:
        self.controls.follow.setVisible(not chart.following)
        if chart.following:
            self.redraw_soon()

    def _show_readout(self, at: QPoint, title: str, rows: Sequence[Row]) -> None:
        if rows:
            self.readout.show_at(at, title, rows)
        else:
            self.readout.hide()
