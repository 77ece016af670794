"""Gradient flow of all lanes as a table: one row per lane, one column per layer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.arrays import Doubles
from playground.engine.events.network_race import LaneFlows
from playground.engine.events.pictures import GradientFlow
from playground.ui.plots.chart.colors import mapped, pack
from playground.ui.plots.frame.controls import Segmented, style
from playground.ui.plots.frame.header import Header
from playground.ui.plots.race.drawn_lane import DrawnLane, visible
from playground.ui.style.color_maps import viridis
from playground.ui.style.theme import Theme, ThemeHub, readable_on, small_font
from playground.ui.widgets.fill import fill

NAMES, ROW, HEAD, WORDS = 150, 30, 26, 34
CHOICES = {
    "mean": ("Mean |gradient|", "Mean |gradient| of each layer's parameters at the latest step"),
    "maximum": ("Largest |gradient|", "Largest |gradient| of each layer's parameters at the latest step"),
    "update_ratio": ("Update / weights", "Norm of the latest update divided by the norm of the weights"),
}
EMPTY = "The gradients of each lane appear here once the race has started."


class NetworkRaceFlow(QWidget):
    """The table, and the choice of the quantity in it."""

    title = "Gradient flow"
    tip = "Gradients of each lane and layer, side by side"
    wanted = frozenset({LaneFlows})

    def __init__(self, hub: ThemeHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plotPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.quantity = Segmented(
            {key: title for key, (title, _) in CHOICES.items()},
            {key: tip for key, (_, tip) in CHOICES.items()},
        )
        self.table = _Table(hub, self)
        self.quantity.chosen.connect(self.table.choose)
        header = Header()
        header.add(self.quantity)
        fill(self, header, self.table)
        hub.changed.connect(self._on_theme_changed)
        self._on_theme_changed(hub.theme)

    def show_lanes(self, runs: Sequence[DrawnLane], layers: Sequence[str]) -> None:
        """Show these lanes and layer names."""
        self.table.runs, self.table.layers = runs, layers
        self.table.update()

    def show_preparing(self, words: str) -> None:
        """Show what is prepared while there are no gradients; empty for a race that is ready."""
        self.table.waiting = words or EMPTY
        self.table.update()

    def take(self, event: object) -> None:
        """Show newer gradients."""
        if isinstance(event, LaneFlows):
            self.table.flows = dict(event.flows)
            self.table.update()

    def forget(self) -> None:
        """Drop the gradients."""
        self.table.flows = {}
        self.table.update()

    def _on_theme_changed(self, theme: Theme) -> None:
        self.setStyleSheet(style(theme))


class _Table(QWidget):
    """Cells coloured by the logarithm of the number in them."""

    def __init__(self, hub: ThemeHub, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = hub.theme
        self.runs: Sequence[DrawnLane] = ()
        self.layers: Sequence[str] = ()
        self.flows: dict[str, GradientFlow] = {}
        self.waiting, self._key = EMPTY, "mean"
        self._palette = pack(viridis().astype(np.float64))
        self.setAccessibleName("Gradients by lane and layer")
        hub.changed.connect(self._on_theme_changed)

    def choose(self, key: str) -> None:
        """Show another quantity."""
        self._key = key
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        painter.setFont(small_font(self._theme))
        runs = [run for run in visible(self.runs) if run.lane in self.flows]
        if not runs:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.waiting
            )
            painter.end()
            return
        values = np.stack([np.asarray(getattr(self.flows[run.lane], self._key), np.float64) for run in runs])
        self._draw(painter, runs, values)
        painter.end()

    def _draw(self, painter: QPainter, runs: Sequence[DrawnLane], values: Doubles) -> None:
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = np.where(values > 0, np.log10(values), np.nan)
        finite = powers[np.isfinite(powers)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        pixels = mapped((powers - low) / max(1e-9, high - low), self._palette)
        width = (self.width() - NAMES - 12) / max(1, values.shape[1])
        words = any(self.flows[run.lane].words for run in runs)
        height = min(2.0 * ROW, (self.height() - HEAD - 8) / len(runs))
        text = height - (14 if words else 0)
        self._titles(painter, width, values.shape[1])
        for row, run in enumerate(runs):
            top = HEAD + row * height
            self._name(painter, run, QRectF(8, top, NAMES - 12, text))
            for column in range(values.shape[1]):
                cell = QRectF(NAMES + column * width, top + 1, width - 2, text - 2)
                pixel = int(pixels[row, column])
                known, color = bool(pixel >> 24), QColor.fromRgba(pixel)
                painter.fillRect(cell, color if known else QColor(self._theme.raised))
                painter.setPen(QColor(readable_on(color.name()) if known else self._theme.muted))
                number = _number(float(values[row, column]))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, number)
            found = "  ·  ".join(self.flows[run.lane].words)
            if found:
                painter.setPen(QColor(self._theme.warning))
                place = QRectF(NAMES, top + text - 1, self.width() - NAMES - 8, 14)
                shorter = painter.fontMetrics().elidedText(
                    found, Qt.TextElideMode.ElideRight, int(place.width())
                )
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shorter)

    def _titles(self, painter: QPainter, width: float, count: int) -> None:
        painter.setPen(QColor(self._theme.muted))
        metrics = painter.fontMetrics()
        for column in range(count):
            name = self.layers[column] if column < len(self.layers) else f"layer {column + 1}"
            place = QRectF(NAMES + column * width, 0, width - 2, HEAD)
            shorter = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(width) - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shorter)

    def _name(self, painter: QPainter, run: DrawnLane, place: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(run.color))
        painter.drawEllipse(QRectF(place.left(), place.center().y() - 4.5, 9, 9))
        painter.setPen(QColor(self._theme.text))
        shorter = painter.fontMetrics().elidedText(
            run.name, Qt.TextElideMode.ElideRight, int(place.width()) - 16
        )
        where = place.adjusted(15, 0, 0, 0)
        painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shorter)

    def _on_theme_changed(self, theme: Theme) -> None:
        self._theme = theme
        self.update()


def _number(value: float) -> str:
    """Format a size in two digits; the gradients of frozen layers are exactly 0."""
    if not np.isfinite(value):
        return "–"
    return f"{value:.1e}" if value else "0"
