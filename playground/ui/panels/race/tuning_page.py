"""Tuned learning rates of the lanes of a race beside their own, with a button to adopt them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.engine.race.network.lr_tuning import LaneTuned
from playground.ui.style.theme import ThemeHub
from playground.ui.widgets.plain_text import plain_label
from playground.ui.widgets.swatch import dot

COLUMNS = ("Lane", "Own rate", "Own loss", "Tuned rate", "Tuned loss", "")
HINT = (
    "Each lane is trained at rates around its own, on a logarithmic grid, with the same number of gradients for every "
    "optimizer. The score is the training loss at the end of each trial."
)


class TuningPage(QWidget):
    """A button, the table, and an explanation. ``chart`` draws the curves."""

    start_wanted = Signal()
    stop_wanted = Signal()
    adopt_wanted = Signal(dict)
    """Tuned learning rates by lane."""

    def __init__(self, hub: ThemeHub, chart: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hub = hub
        self._found: dict[str, LaneTuned] = {}
        self._running = False
        self.start = QPushButton("Tune learning rates", self)
        self.start.clicked.connect(self._start_or_stop)
        self.adopt = QPushButton("Adopt all", self)
        self.adopt.setToolTip("Use the tuned learning rate in every lane")
        self.adopt.clicked.connect(lambda: self.adopt_wanted.emit(self.tuned()))
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.words = plain_label(HINT, self)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.table = QTreeWidget(self)
        self.table.setHeaderLabels(COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAccessibleName("Tuned learning rates")
        self.table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.hide()
        buttons = QHBoxLayout()
        for button in (self.start, self.adopt):
            buttons.addWidget(button)
        buttons.addWidget(self.progress, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(buttons)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        layout.addWidget(chart, 1)
        self.show_running(running=False)

    def tuned(self) -> dict[str, float]:
        """Return the best rates found, by lane."""
        return {lane: found.best for lane, found in self._found.items() if found.best is not None}

    def show_running(self, *, running: bool) -> None:
        """Show whether lanes are being tuned."""
        self._running = running
        self.start.setText("Stop" if running else "Tune learning rates")
        self.progress.setVisible(running)
        self.adopt.setEnabled(bool(self.tuned()) and not running)

    def show_progress(self, done: float) -> None:
        """Show the progress, 0 to 1."""
        self.progress.setValue(round(1000 * done))

    def show_found(
        self, found: Mapping[str, LaneTuned], names: Mapping[str, str], colors: Mapping[str, str]
    ) -> None:
        """Show the results of the lanes tuned so far."""
        self._found = dict(found)
        self.table.clear()
        for lane, result in found.items():
            row = QTreeWidgetItem(self.table)
            row.setIcon(0, dot(colors.get(lane, "#888888")))
            best = float(result.losses.min())
            edge = "at the edge of the grid; a better rate may lie beyond" if result.at_edge else ""
            cells = (
                names.get(lane, lane), f"{result.own_rate:g}", _loss(result.own_loss),
                "–" if result.best is None else f"{result.best:g}", _loss(best),
                "all diverged" if result.best is None else edge,
            )  # fmt: skip
            for column, text in enumerate(cells):
                row.setText(column, text)
                if 1 <= column <= 4:
                    row.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setForeground(5, QColor(self._hub.theme.warning))
        self.table.setVisible(bool(found))
        height = self.table.sizeHintForRow(0) if found else 0
        self.table.setFixedHeight(self.table.header().sizeHint().height() + len(found) * height + 6)
        evaluations = max((result.evaluations for result in found.values()), default=0)
        self.words.setText(f"{evaluations:,} gradients per trial. {HINT}" if found else HINT)
        self.show_running(running=self._running)

    def tell(self, words: str) -> None:
        """Show why something could not be tuned."""
        self.words.setText(words)

    def _start_or_stop(self) -> None:
        (self.stop_wanted if self._running else self.start_wanted).emit()


def _loss(value: float) -> str:
    return f"{value:.4g}" if np.isfinite(value) else "diverged"
