"""The dialog that finds a learning rate: the loss over the rates tried, and the suggested rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.engine.events.run import Event, RateSearch, RatesTried, Started
from playground.ui.plots.chart.axes import Axis
from playground.ui.plots.chart.chart import Chart
from playground.ui.plots.chart.items import Lines, Marks
from playground.ui.plots.chart.numbers import exact
from playground.ui.plots.chart.ranges import loss_range
from playground.ui.plots.chart.view import Canvas
from playground.ui.style.theme import Theme, ThemeHub
from playground.ui.widgets.plain_text import plain_label

EXPLANATION = (
    "A copy of the run is trained with a learning rate that grows from step to step. A good rate lies where the loss "
    "falls steeply, well before it blows up. Click in the plot to pick another rate. The run itself is paused "
    "meanwhile and does not change."
)


class RateFinder(QDialog):
    """Shows a sweep through learning rates, and offers to adopt one."""

    search = Signal()
    """Start a sweep."""
    leave = Signal()
    """Stop the sweep, if one is running."""
    adopted = Signal(float)
    """Adopt this learning rate."""

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find a learning rate")
        self.resize(640, 460)
        self._search: RateSearch | None = None
        self._rate: float | None = None
        self._make_chart()
        self.note = QLabel(EXPLANATION, self)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.outcome = plain_label("", self)
        self.outcome.setWordWrap(True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.again = QPushButton("Search again", self)
        self.again.setToolTip("Start from the current weights of the run")
        self.cancel = QPushButton("Stop", self)
        self.adopt = QPushButton("Use", self)
        self.adopt.setProperty("role", "primary")
        self.adopt.setDefault(True)
        for button in (self.again, self.cancel):
            button.setAutoDefault(False)
        self.done_button = QPushButton("Close", self)
        self.done_button.setAutoDefault(False)
        self.again.clicked.connect(self.begin)
        self.cancel.clicked.connect(self._on_stop_clicked)
        self.adopt.clicked.connect(self._on_adopt_clicked)
        self.done_button.clicked.connect(self.reject)
        self.finished.connect(self.leave)
        self._arrange()
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def _make_chart(self) -> None:
        self._canvas = Canvas()
        self._canvas.setAccessibleName("Loss by learning rate")
        self.chart = Chart(self._canvas, 0, Axis("left"), Axis("bottom", "power"))
        self.chart.left.set_title("loss")
        self.chart.bottom.set_title("learning rate")
        self.chart.view.setMouseEnabled(x=False, y=False)
        self.raw, self.smooth = Lines(self.chart.view), Lines(self.chart.view)
        self.marks = Marks(self.chart.view)
        for z, item in enumerate((self.raw, self.smooth, self.marks)):
            self.chart.view.add(item, z)
        self._canvas.scene().sigMouseClicked.connect(self._on_clicked)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.note)
        column.addWidget(self._canvas, 1)
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.again)
        row.addWidget(self.cancel)
        row.addStretch(1)
        row.addWidget(self.done_button)
        row.addWidget(self.adopt)
        column.addLayout(row)

    @property
    def rate(self) -> float | None:
        """The rate to adopt; None when there is none."""
        return self._rate

    # --- the search ------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Ask for a sweep from the current weights."""
        self._search = None
        self._choose(None)
        self.raw.clear()
        self.smooth.clear()
        self._show_searching(searching=True)
        self.outcome.setText("Trying learning rates…")
        self.search.emit()

    def refuse(self, sentence: str) -> None:
        """Show why there is no sweep."""
        self._show_searching(searching=False)
        self.outcome.setText(sentence)

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.leave.emit()
        self._show_searching(searching=False)
        self._suggest()

    def consume(self, events: Sequence[Event]) -> None:
        """Show the newest of these events."""
        for event in events:
            if isinstance(event, RatesTried) and self.cancel.isEnabled():
                self._show(event.search)
            elif isinstance(event, Started) and self._search is not None and not self._search.complete:
                self.refuse("The run was restarted, so the search has ended.")

    def _show(self, search: RateSearch) -> None:
        self._search = search
        x = np.log10(search.rates)
        self.raw.show_points(x, search.loss)
        self.smooth.show_points(x, search.smooth)
        if len(x):
            low = float(search.smooth.min())
            high = float(np.median(search.smooth[: max(1, len(x) // 2)]))
            self.chart.set_x_range((float(x[0]) - 0.1, max(float(x[-1]) + 0.3, float(x[0]) + 7.1)))
            self.chart.set_y_range(loss_range(low, high + max(high - low, 0.1 * abs(high))))
        self.progress.setRange(0, search.steps)
        self.progress.setValue(search.steps if search.complete else len(x))
        if search.complete:
            self._show_searching(searching=False)
            self._suggest()

    def _suggest(self) -> None:
        found = self._search.suggestion if self._search is not None else None
        self._choose(found)
        if found is None:
            self.outcome.setText(
                "The loss does not fall at any of these rates. Train a little first, or try another network."
            )
        else:
            self.outcome.setText(f"The loss falls fastest at a learning rate of {found:g}.")

    def _show_searching(self, *, searching: bool) -> None:
        self.again.setEnabled(not searching)
        self.cancel.setEnabled(searching)
        self.progress.setVisible(searching)

    # --- the choice ------------------------------------------------------------------------------

    def _on_clicked(self, event: Any) -> None:
        place = self.chart.at(event.scenePos())
        if place is not None and event.button() == Qt.MouseButton.LeftButton and len(self.smooth.points[0]):
            self._choose(float(f"{10 ** place[0]:.2g}"))

    def _choose(self, rate: float | None) -> None:
        self._rate = rate
        self.marks.show_marks([] if rate is None else [(float(np.log10(rate)), exact(rate, 2))])
        self.adopt.setEnabled(rate is not None)
        if rate is not None:
            self.adopt.setFocus()
        self.adopt.setText("Use" if rate is None else f"Use {rate:g}")

    @Slot()
    def _on_adopt_clicked(self) -> None:
        if self._rate is not None:
            self.adopted.emit(self._rate)
            self.accept()

    def _on_theme_changed(self, theme: Theme) -> None:
        self._canvas.apply_theme(theme)
        self.chart.apply_theme(theme)
        self.marks.apply_theme(theme)
        faint = QColor(theme.muted)
        faint.setAlphaF(0.5)
        self.raw.set_pens(QPen(faint, 1))
        self.smooth.set_pens(QPen(QColor(theme.accent), 1))
