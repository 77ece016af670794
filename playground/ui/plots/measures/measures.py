"""Measures of a run as people report them: of each class or target, and as curves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget

from playground.engine.events.pictures import ValidationPredictions
from playground.engine.events.run import Event
from playground.measures.titles import title
from playground.ui.plots.chart.numbers import count, exact
from playground.ui.plots.frame.controls import Chip, Segmented
from playground.ui.plots.frame.panel import PlotPanel, Row
from playground.ui.plots.measures.curve_page import CurvePage
from playground.ui.plots.measures.measured import MOST_CURVES, Measured, measured
from playground.ui.plots.measures.table_page import TablePage
from playground.ui.runs.paced_lookup import PacedLookup
from playground.ui.style.lane_colors import class_color
from playground.ui.style.theme import Theme, ThemeHub

SAID = ("accuracy", "top_5_accuracy", "macro_f1", "macro_roc_auc", "mae", "rmse", "r2")
"""Measures of all samples that are named below the picture."""


class MeasuresPlot(PlotPanel):
    """Precision, recall, F1, ROC and precision–recall curves, or MAE, RMSE and R², of the validation samples.

    They are computed in a thread from the newest predictions, at most twice a second.
    """

    wanted = frozenset({ValidationPredictions})
    hint = "Precision, recall, ROC curves or R² of the validation samples appear here as soon as the project can train."

    def __init__(self, hub: ThemeHub) -> None:
        super().__init__(hub)
        self._shown: Measured | None = None
        self._lookup = PacedLookup(self, measured)
        self._lookup.found.connect(self._on_measured)
        self.table = TablePage()
        self.roc = CurvePage(hub.theme, "false positive rate", "true positive rate", diagonal=True)
        self.precision = CurvePage(hub.theme, "recall", "precision", diagonal=False)
        self._page_of: dict[str, TablePage | CurvePage] = {
            "table": self.table,
            "roc": self.roc,
            "precision": self.precision,
        }
        self._stack = QStackedWidget()
        for page in self._page_of.values():
            self._stack.addWidget(page)
        for curves in (self.roc, self.precision):
            curves.pointed.connect(self._show_readout)
        self.segments = Segmented(
            {"table": "Table", "roc": "ROC", "precision": "PR"},
            {
                "table": "Measures of each class or target",
                "roc": "Share of each class that is found over the share of the others taken for it",
                "precision": "Precision–recall: how pure what is predicted as a class is, over the share of it found",
            },
        )
        self.segments.chosen.connect(self.redraw_soon)
        self.header.add(self.segments)
        self._chips: list[Chip] = []
        self.set_body(self._stack)

    def handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        """Handle predictions of the validation samples."""
        return {ValidationPredictions: self._lookup.take}

    @property
    def empty(self) -> bool:
        """Whether nothing has been measured yet."""
        return self._shown is None

    def forget(self) -> None:
        """Drop what was measured."""
        self._lookup.forget()
        self._shown = None
        self.table.rows.show(None)
        self.set_caption("")

    def reset_view(self) -> None:
        """Show the whole curves again."""
        self.roc.reset_view()
        self.precision.reset_view()

    def apply_theme(self, theme: Theme) -> None:
        """Apply a theme's colours."""
        for page in self._page_of.values():
            page.apply_theme(theme)
        for place in range(len(self._chips)):
            self._color(place)

    def draw(self) -> None:
        """Show the newest measures."""
        found = self._shown
        self.segments.setVisible(found is not None and found.classes)
        if found is None:
            return
        key = self.segments.current if found.classes else "table"
        self._stack.setCurrentWidget(self._page_of[key])
        self.table.rows.show(found)
        self.roc.show_curves(found.roc)
        self.precision.show_curves(found.precision_recall)
        self._name_curves([curve.name for curve in found.roc] if key != "table" else ())
        self.set_caption(self._summary(found))

    def _on_measured(self, found: Measured) -> None:
        self._shown = found
        self.redraw()

    def _summary(self, found: Measured) -> str:
        values = ", ".join(
            f"{title(name)} {exact(found.summary[name], 3)}" for name in SAID if name in found.summary
        )
        whole = found.samples == found.total
        part = f"all {count(found.total)}" if whole else f"{count(found.samples)} of {count(found.total)}"
        words = f"{values}, on {part} validation samples at step {count(found.step)}"
        more = len(found.names) - MOST_CURVES
        drawn = self.segments.current != "table" and found.classes and more > 0
        return f"{words}; curves of the first {MOST_CURVES} classes" if drawn else words

    def _name_curves(self, names: Sequence[str]) -> None:
        while len(self._chips) < len(names):
            chip = Chip("", "line", interactive=False)
            self.header.add(chip)
            self._chips.append(chip)
            self._color(len(self._chips) - 1)
        for place, chip in enumerate(self._chips):
            chip.setVisible(place < len(names))
            if place < len(names):
                chip.set_name(names[place])

    def _color(self, place: int) -> None:
        self._chips[place].set_color(class_color(self.theme, place), self.theme.border)

    def _show_readout(self, at: QPoint | None, heading: str, rows: list[Row]) -> None:
        if rows and at is not None:
            self.readout.show_at(at, heading, rows)
        else:
            self.readout.hide()
